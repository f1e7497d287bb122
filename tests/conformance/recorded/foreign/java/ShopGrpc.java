package com.acme.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 */
@javax.annotation.Generated(
    value = "by gRPC proto compiler",
    comments = "Source: acme/v1/order-book.proto")
@io.grpc.stub.annotations.GrpcGenerated
public final class ShopGrpc {

  private ShopGrpc() {}

  public static final String SERVICE_NAME = "acme.v1.Shop";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<com.acme.v1.OrderBook.Order,
      com.acme.v1.OrderBook.Order> getGetMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Get",
      requestType = com.acme.v1.OrderBook.Order.class,
      responseType = com.acme.v1.OrderBook.Order.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<com.acme.v1.OrderBook.Order,
      com.acme.v1.OrderBook.Order> getGetMethod() {
    io.grpc.MethodDescriptor<com.acme.v1.OrderBook.Order, com.acme.v1.OrderBook.Order> getGetMethod;
    if ((getGetMethod = ShopGrpc.getGetMethod) == null) {
      synchronized (ShopGrpc.class) {
        if ((getGetMethod = ShopGrpc.getGetMethod) == null) {
          ShopGrpc.getGetMethod = getGetMethod =
              io.grpc.MethodDescriptor.<com.acme.v1.OrderBook.Order, com.acme.v1.OrderBook.Order>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Get"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  com.acme.v1.OrderBook.Order.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  com.acme.v1.OrderBook.Order.getDefaultInstance()))
              .setSchemaDescriptor(new ShopMethodDescriptorSupplier("Get"))
              .build();
        }
      }
    }
    return getGetMethod;
  }

  private static volatile io.grpc.MethodDescriptor<com.acme.v1.OrderBook.Order,
      com.acme.v1.OrderBook.Order> getWatchMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Watch",
      requestType = com.acme.v1.OrderBook.Order.class,
      responseType = com.acme.v1.OrderBook.Order.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<com.acme.v1.OrderBook.Order,
      com.acme.v1.OrderBook.Order> getWatchMethod() {
    io.grpc.MethodDescriptor<com.acme.v1.OrderBook.Order, com.acme.v1.OrderBook.Order> getWatchMethod;
    if ((getWatchMethod = ShopGrpc.getWatchMethod) == null) {
      synchronized (ShopGrpc.class) {
        if ((getWatchMethod = ShopGrpc.getWatchMethod) == null) {
          ShopGrpc.getWatchMethod = getWatchMethod =
              io.grpc.MethodDescriptor.<com.acme.v1.OrderBook.Order, com.acme.v1.OrderBook.Order>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Watch"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  com.acme.v1.OrderBook.Order.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  com.acme.v1.OrderBook.Order.getDefaultInstance()))
              .setSchemaDescriptor(new ShopMethodDescriptorSupplier("Watch"))
              .build();
        }
      }
    }
    return getWatchMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static ShopStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ShopStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ShopStub>() {
        @java.lang.Override
        public ShopStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ShopStub(channel, callOptions);
        }
      };
    return ShopStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static ShopBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ShopBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ShopBlockingStub>() {
        @java.lang.Override
        public ShopBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ShopBlockingStub(channel, callOptions);
        }
      };
    return ShopBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static ShopFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ShopFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ShopFutureStub>() {
        @java.lang.Override
        public ShopFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ShopFutureStub(channel, callOptions);
        }
      };
    return ShopFutureStub.newStub(factory, channel);
  }

  /**
   */
  public static abstract class ShopImplBase implements io.grpc.BindableService {

    /**
     */
    public void get(com.acme.v1.OrderBook.Order request,
        io.grpc.stub.StreamObserver<com.acme.v1.OrderBook.Order> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetMethod(), responseObserver);
    }

    /**
     */
    public void watch(com.acme.v1.OrderBook.Order request,
        io.grpc.stub.StreamObserver<com.acme.v1.OrderBook.Order> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getWatchMethod(), responseObserver);
    }

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
          .addMethod(
            getGetMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                com.acme.v1.OrderBook.Order,
                com.acme.v1.OrderBook.Order>(
                  this, METHODID_GET)))
          .addMethod(
            getWatchMethod(),
            io.grpc.stub.ServerCalls.asyncServerStreamingCall(
              new MethodHandlers<
                com.acme.v1.OrderBook.Order,
                com.acme.v1.OrderBook.Order>(
                  this, METHODID_WATCH)))
          .build();
    }
  }

  /**
   */
  public static final class ShopStub extends io.grpc.stub.AbstractAsyncStub<ShopStub> {
    private ShopStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ShopStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ShopStub(channel, callOptions);
    }

    /**
     */
    public void get(com.acme.v1.OrderBook.Order request,
        io.grpc.stub.StreamObserver<com.acme.v1.OrderBook.Order> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     */
    public void watch(com.acme.v1.OrderBook.Order request,
        io.grpc.stub.StreamObserver<com.acme.v1.OrderBook.Order> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getWatchMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   */
  public static final class ShopBlockingStub extends io.grpc.stub.AbstractBlockingStub<ShopBlockingStub> {
    private ShopBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ShopBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ShopBlockingStub(channel, callOptions);
    }

    /**
     */
    public com.acme.v1.OrderBook.Order get(com.acme.v1.OrderBook.Order request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetMethod(), getCallOptions(), request);
    }

    /**
     */
    public java.util.Iterator<com.acme.v1.OrderBook.Order> watch(
        com.acme.v1.OrderBook.Order request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getWatchMethod(), getCallOptions(), request);
    }
  }

  /**
   */
  public static final class ShopFutureStub extends io.grpc.stub.AbstractFutureStub<ShopFutureStub> {
    private ShopFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ShopFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ShopFutureStub(channel, callOptions);
    }

    /**
     */
    public com.google.common.util.concurrent.ListenableFuture<com.acme.v1.OrderBook.Order> get(
        com.acme.v1.OrderBook.Order request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_GET = 0;
  private static final int METHODID_WATCH = 1;

  private static final class MethodHandlers<Req, Resp> implements
      io.grpc.stub.ServerCalls.UnaryMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ServerStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ClientStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.BidiStreamingMethod<Req, Resp> {
    private final ShopImplBase serviceImpl;
    private final int methodId;

    MethodHandlers(ShopImplBase serviceImpl, int methodId) {
      this.serviceImpl = serviceImpl;
      this.methodId = methodId;
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public void invoke(Req request, io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_GET:
          serviceImpl.get((com.acme.v1.OrderBook.Order) request,
              (io.grpc.stub.StreamObserver<com.acme.v1.OrderBook.Order>) responseObserver);
          break;
        case METHODID_WATCH:
          serviceImpl.watch((com.acme.v1.OrderBook.Order) request,
              (io.grpc.stub.StreamObserver<com.acme.v1.OrderBook.Order>) responseObserver);
          break;
        default:
          throw new AssertionError();
      }
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public io.grpc.stub.StreamObserver<Req> invoke(
        io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        default:
          throw new AssertionError();
      }
    }
  }

  private static abstract class ShopBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    ShopBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return com.acme.v1.OrderBook.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("Shop");
    }
  }

  private static final class ShopFileDescriptorSupplier
      extends ShopBaseDescriptorSupplier {
    ShopFileDescriptorSupplier() {}
  }

  private static final class ShopMethodDescriptorSupplier
      extends ShopBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final String methodName;

    ShopMethodDescriptorSupplier(String methodName) {
      this.methodName = methodName;
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.MethodDescriptor getMethodDescriptor() {
      return getServiceDescriptor().findMethodByName(methodName);
    }
  }

  private static volatile io.grpc.ServiceDescriptor serviceDescriptor;

  public static io.grpc.ServiceDescriptor getServiceDescriptor() {
    io.grpc.ServiceDescriptor result = serviceDescriptor;
    if (result == null) {
      synchronized (ShopGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new ShopFileDescriptorSupplier())
              .addMethod(getGetMethod())
              .addMethod(getWatchMethod())
              .build();
        }
      }
    }
    return result;
  }
}

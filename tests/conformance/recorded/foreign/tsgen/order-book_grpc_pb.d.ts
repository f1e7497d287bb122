// GENERATED CODE -- DO NOT EDIT!

// package: acme.v1
// file: acme/v1/order-book.proto

import * as acme_v1_order_book_pb from "../../acme/v1/order-book_pb";
import * as grpc from "grpc";

interface IShopService extends grpc.ServiceDefinition<grpc.UntypedServiceImplementation> {
  get: grpc.MethodDefinition<acme_v1_order_book_pb.Order, acme_v1_order_book_pb.Order>;
  watch: grpc.MethodDefinition<acme_v1_order_book_pb.Order, acme_v1_order_book_pb.Order>;
}

export const ShopService: IShopService;

export interface IShopServer extends grpc.UntypedServiceImplementation {
  get: grpc.handleUnaryCall<acme_v1_order_book_pb.Order, acme_v1_order_book_pb.Order>;
  watch: grpc.handleServerStreamingCall<acme_v1_order_book_pb.Order, acme_v1_order_book_pb.Order>;
}

export class ShopClient extends grpc.Client {
  constructor(address: string, credentials: grpc.ChannelCredentials, options?: object);
  get(argument: acme_v1_order_book_pb.Order, callback: grpc.requestCallback<acme_v1_order_book_pb.Order>): grpc.ClientUnaryCall;
  get(argument: acme_v1_order_book_pb.Order, metadataOrOptions: grpc.Metadata | grpc.CallOptions | null, callback: grpc.requestCallback<acme_v1_order_book_pb.Order>): grpc.ClientUnaryCall;
  get(argument: acme_v1_order_book_pb.Order, metadata: grpc.Metadata | null, options: grpc.CallOptions | null, callback: grpc.requestCallback<acme_v1_order_book_pb.Order>): grpc.ClientUnaryCall;
  watch(argument: acme_v1_order_book_pb.Order, metadataOrOptions?: grpc.Metadata | grpc.CallOptions | null): grpc.ClientReadableStream<acme_v1_order_book_pb.Order>;
  watch(argument: acme_v1_order_book_pb.Order, metadata?: grpc.Metadata | null, options?: grpc.CallOptions | null): grpc.ClientReadableStream<acme_v1_order_book_pb.Order>;
}

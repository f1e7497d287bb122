// This file is generated. Do not edit
// @generated

// https://github.com/Manishearth/rust-clippy/issues/702
#![allow(unknown_lints)]
#![allow(clippy::all)]

#![allow(box_pointers)]
#![allow(dead_code)]
#![allow(missing_docs)]
#![allow(non_camel_case_types)]
#![allow(non_snake_case)]
#![allow(non_upper_case_globals)]
#![allow(trivial_casts)]
#![allow(unsafe_code)]
#![allow(unused_imports)]
#![allow(unused_results)]

const METHOD_TILL_PAY: ::grpcio::Method<super::till::Slip, super::money::Money> = ::grpcio::Method {
    ty: ::grpcio::MethodType::Unary,
    name: "/shop.v1.Till/Pay",
    req_mar: ::grpcio::Marshaller { ser: ::grpcio::pb_ser, de: ::grpcio::pb_de },
    resp_mar: ::grpcio::Marshaller { ser: ::grpcio::pb_ser, de: ::grpcio::pb_de },
};

const METHOD_TILL_WATCH: ::grpcio::Method<super::money::Money, super::till::Slip> = ::grpcio::Method {
    ty: ::grpcio::MethodType::ServerStreaming,
    name: "/shop.v1.Till/Watch",
    req_mar: ::grpcio::Marshaller { ser: ::grpcio::pb_ser, de: ::grpcio::pb_de },
    resp_mar: ::grpcio::Marshaller { ser: ::grpcio::pb_ser, de: ::grpcio::pb_de },
};

#[derive(Clone)]
pub struct TillClient {
    pub client: ::grpcio::Client,
}

impl TillClient {
    pub fn new(channel: ::grpcio::Channel) -> Self {
        TillClient {
            client: ::grpcio::Client::new(channel),
        }
    }

    pub fn pay_opt(&self, req: &super::till::Slip, opt: ::grpcio::CallOption) -> ::grpcio::Result<super::money::Money> {
        self.client.unary_call(&METHOD_TILL_PAY, req, opt)
    }

    pub fn pay(&self, req: &super::till::Slip) -> ::grpcio::Result<super::money::Money> {
        self.pay_opt(req, ::grpcio::CallOption::default())
    }

    pub fn pay_async_opt(&self, req: &super::till::Slip, opt: ::grpcio::CallOption) -> ::grpcio::Result<::grpcio::ClientUnaryReceiver<super::money::Money>> {
        self.client.unary_call_async(&METHOD_TILL_PAY, req, opt)
    }

    pub fn pay_async(&self, req: &super::till::Slip) -> ::grpcio::Result<::grpcio::ClientUnaryReceiver<super::money::Money>> {
        self.pay_async_opt(req, ::grpcio::CallOption::default())
    }

    pub fn watch_opt(&self, req: &super::money::Money, opt: ::grpcio::CallOption) -> ::grpcio::Result<::grpcio::ClientSStreamReceiver<super::till::Slip>> {
        self.client.server_streaming(&METHOD_TILL_WATCH, req, opt)
    }

    pub fn watch(&self, req: &super::money::Money) -> ::grpcio::Result<::grpcio::ClientSStreamReceiver<super::till::Slip>> {
        self.watch_opt(req, ::grpcio::CallOption::default())
    }
    pub fn spawn<F>(&self, f: F) where F: ::std::future::Future<Output = ()> + Send + 'static {
        self.client.spawn(f)
    }
}

pub trait Till {
    fn pay(&mut self, ctx: ::grpcio::RpcContext, _req: super::till::Slip, sink: ::grpcio::UnarySink<super::money::Money>) {
        grpcio::unimplemented_call!(ctx, sink)
    }
    fn watch(&mut self, ctx: ::grpcio::RpcContext, _req: super::money::Money, sink: ::grpcio::ServerStreamingSink<super::till::Slip>) {
        grpcio::unimplemented_call!(ctx, sink)
    }
}

pub fn create_till<S: Till + Send + Clone + 'static>(s: S) -> ::grpcio::Service {
    let mut builder = ::grpcio::ServiceBuilder::new();
    let mut instance = s.clone();
    builder = builder.add_unary_handler(&METHOD_TILL_PAY, move |ctx, req, resp| {
        instance.pay(ctx, req, resp)
    });
    let mut instance = s;
    builder = builder.add_server_streaming_handler(&METHOD_TILL_WATCH, move |ctx, req, resp| {
        instance.watch(ctx, req, resp)
    });
    builder.build()
}

//! Takes render jobs in and hands them to the nodes.

pub mod client;
pub mod queue;
pub mod server;

/// The schemas, as prost and tonic make them of `../proto`.
pub mod proto {
    pub mod common {
        tonic::include_proto!("studio.common");
    }
    pub mod render {
        tonic::include_proto!("studio.render");
    }
}

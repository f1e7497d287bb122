use ingestion::proto::render::render_farm_server::RenderFarmServer;
use ingestion::queue::Queue;
use ingestion::server::Farm;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let farm = Farm::new(Queue::default());
    tonic::transport::Server::builder()
        .add_service(RenderFarmServer::new(farm))
        .serve("0.0.0.0:50051".parse()?)
        .await?;
    Ok(())
}

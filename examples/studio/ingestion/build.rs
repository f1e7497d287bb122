//! Makes Rust code of the schemas with every build; nothing of it is committed.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    tonic_prost_build::configure().compile_protos(
        &["../proto/common.proto", "../proto/render.proto"],
        &["../proto"],
    )?;
    println!("cargo:rerun-if-changed=../proto");
    Ok(())
}

//! The generators, each as a function that writes Rust files into a folder.

use protobuf3::Message as _;
use std::fs;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::path::{Path, PathBuf};

/// The schemas' folder, a serialized `CodeGeneratorRequest` for them, where to write.
type Generator = fn(&Path, &[u8], &Path);

pub const ALL: &[(&str, Generator)] = &[
    ("tonic", tonic),
    ("pbjson", pbjson),
    ("protoc_gen_prost", protoc_gen_prost),
    ("rust_protobuf3", rust_protobuf3),
    ("rust_protobuf2", rust_protobuf2),
    ("grpcio", grpcio),
    ("ttrpc", ttrpc),
    ("quick_protobuf", quick_protobuf),
    ("poem_grpc", poem_grpc),
    ("volo", volo),
];

fn request2(request: &[u8]) -> protobuf2::plugin::CodeGeneratorRequest {
    protobuf2::Message::parse_from_bytes(request).expect("a request")
}

fn request3(request: &[u8]) -> protobuf3::plugin::CodeGeneratorRequest {
    protobuf3::Message::parse_from_bytes(request).expect("a request")
}

/// The request without the files that have no package.
fn packaged(mut request: protobuf3::plugin::CodeGeneratorRequest) -> protobuf3::plugin::CodeGeneratorRequest {
    request.proto_file.retain(|file| !file.package().is_empty());
    let kept: Vec<&str> = request.proto_file.iter().map(|file| file.name()).collect();
    request.file_to_generate.retain(|name| kept.contains(&name.as_str()));
    request
}

fn files(protos: &Path, request: &[u8]) -> Vec<PathBuf> {
    request3(request).file_to_generate.iter().map(|name| protos.join(name)).collect()
}

fn write(folder: &Path, name: &str, content: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, content).expect("a file");
}

/// prost and tonic write one file together.
fn tonic(protos: &Path, request: &[u8], out: &Path) {
    tonic_prost_build::configure()
        .out_dir(out)
        .compile_protos(&files(protos, request), &[protos.to_path_buf()])
        .expect("tonic");
}

/// Refuses files without a package.
fn pbjson(_: &Path, request: &[u8], out: &Path) {
    let mut set = protobuf3::descriptor::FileDescriptorSet::new();
    set.file = packaged(request3(request)).proto_file;
    pbjson_build::Builder::new()
        .register_descriptors(&set.write_to_bytes().expect("bytes"))
        .expect("descriptors")
        .out_dir(out)
        .build(&["."])
        .expect("pbjson");
}

/// The plugins that buf runs: messages, clients and servers, serde, and the modules around them. Files without a
/// package are left out, which that for serde refuses.
fn protoc_gen_prost(_: &Path, request: &[u8], out: &Path) {
    let of = |parameter: &str| {
        let mut request = packaged(request3(request));
        request.set_parameter(parameter.to_owned());
        request.write_to_bytes().expect("bytes")
    };
    let results = [
        protoc_gen_prost::execute(&of("")),
        protoc_gen_tonic::execute(&of("")),
        protoc_gen_prost_serde::execute(&of("")),
        protoc_gen_prost_crate::execute(&of("no_features")),
    ];
    for result in results {
        // Others are lines for a file that is here already: they include those of services and serde.
        for file in result.expect("files").iter().filter(|file| file.insertion_point.is_none()) {
            write(out, file.name(), file.content().as_bytes());
        }
    }
}

fn rust_protobuf3(protos: &Path, request: &[u8], out: &Path) {
    protobuf_codegen3::Codegen::new()
        .protoc()
        .protoc_path(Path::new(&std::env::var_os("PROTOC").expect("PROTOC")))
        .include(protos)
        .inputs(files(protos, request))
        .out_dir(out)
        .run_from_script();
}

fn rust_protobuf2(_: &Path, request: &[u8], out: &Path) {
    let request = request2(request);
    let customize = protobuf_codegen2::Customize { gen_mod_rs: Some(true), ..Default::default() };
    for file in protobuf_codegen2::gen(request.get_proto_file(), request.get_file_to_generate(), &customize) {
        write(out, &file.name, &file.content);
    }
}

/// Panics where a service has no rpcs: those are left out.
fn grpcio(_: &Path, request: &[u8], out: &Path) {
    let mut request = request2(request);
    for file in request.mut_proto_file().iter_mut() {
        let kept = file.take_service().into_iter().filter(|service| !service.get_method().is_empty()).collect();
        file.set_service(kept);
    }
    for file in grpcio_compiler::codegen::gen(request.get_proto_file(), request.get_file_to_generate()) {
        write(out, &file.name, &file.content);
    }
}

fn ttrpc(_: &Path, request: &[u8], out: &Path) {
    let request = request3(request);
    let customize = ttrpc_compiler::Customize { async_all: true, ..Default::default() };
    let made = ttrpc_compiler::codegen::gen(&request.proto_file, &request.file_to_generate, &customize);
    for file in made.file {
        write(out, file.name(), file.content().as_bytes());
    }
}

/// Reads schemas with a parser of its own: services and `import public`, which it refuses, are taken out of copies for
/// it. What it refuses nevertheless is left out.
fn quick_protobuf(protos: &Path, request: &[u8], out: &Path) {
    let copies = std::env::temp_dir().join(format!("rust-recorder-{}", std::process::id()));
    let names = request3(request).file_to_generate;
    for name in &names {
        let text = fs::read_to_string(protos.join(name)).expect("text").replace("import public", "import");
        let mut served = false;
        let mut kept = String::new();
        for line in text.lines() {
            served |= line.starts_with("service ");
            if !served {
                kept.push_str(line);
                kept.push('\n');
            }
            served &= !line.ends_with('}') || line.starts_with(' ');
        }
        write(&copies, name, kept.as_bytes());
    }
    for name in &names {
        let file = copies.join(name);
        let made = catch_unwind(AssertUnwindSafe(|| {
            let built = pb_rs::ConfigBuilder::new(&[&file], None, Some(&&out.to_path_buf()), &[&copies]);
            pb_rs::types::FileDescriptor::run(&built.map_err(|error| error.to_string())?.build())
                .map_err(|error| error.to_string())
        }));
        if !matches!(made, Ok(Ok(()))) {
            eprintln!("quick-protobuf refuses {name}: {made:?}");
        }
    }
    fs::remove_dir_all(copies).expect("no copies left behind");
}

/// Panics where the name of an rpc is a keyword: the file with one is left out.
fn poem_grpc(protos: &Path, request: &[u8], out: &Path) {
    let files: Vec<_> = files(protos, request).into_iter().filter(|file| !file.ends_with("keywords.proto")).collect();
    poem_grpc_build::Config::new()
        .out_dir(out)
        .compile(&files, &[protos.to_path_buf()])
        .expect("poem-grpc");
}

/// Refuses groups: the file with one is left out.
fn volo(protos: &Path, request: &[u8], out: &Path) {
    let mut builder = volo_build::Builder::protobuf()
        .out_dir(out)
        .include_dirs(vec![protos.to_path_buf()])
        .ignore_unused(false);
    for file in files(protos, request) {
        if !fs::read_to_string(&file).expect("text").contains("group ") {
            builder = builder.add_service(file);
        }
    }
    builder.write().expect("volo");
}

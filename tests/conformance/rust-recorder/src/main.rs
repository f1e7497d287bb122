//! Runs Rust generators on a folder of schemas: `rust-recorder names|files PROTOS REQUEST OUT`.
//!
//! PROTOS is the folder, REQUEST a serialized `CodeGeneratorRequest` for all files in it. OUT is a folder that gets a folder
//! a generator with the files that it writes, or one JSON file a generator with their names: `{file that was written:
//! {kind of item: [path, ...]}}`. `PROTOC` names a protoc.

mod generators;
mod names;

use names::Names;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let given: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [what, protos, request, out] = &given[..] else {
        panic!("usage: rust-recorder names|files PROTOS REQUEST OUT");
    };
    let names_only = what.as_os_str() == "names";
    let request = fs::read(request).expect("the request");
    for (name, run) in generators::ALL {
        let folder = out.join(name);
        fs::create_dir_all(&folder).expect("a folder for the output");
        run(protos, &request, &folder);
        if names_only {
            let mut found = BTreeMap::new();
            read(&folder, &folder, &mut found);
            fs::write(out.join(format!("{name}.json")), json(&found)).expect("the names");
            fs::remove_dir_all(folder).expect("no output left behind");
        }
    }
}

/// Reads the names of every Rust file below a folder, by its path from `root`.
fn read(root: &Path, folder: &Path, found: &mut BTreeMap<String, Names>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(root, &path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).expect("text");
            let Ok(file) = syn::parse_file(&text) else {
                eprintln!("no Rust, left out: {}", path.display()); // some write keywords as they are
                continue;
            };
            let mut names = Names::default();
            names.collect(&file.items, "");
            let own = path.strip_prefix(root).expect("below the root");
            found.insert(own.to_str().expect("UTF-8").replace('\\', "/"), names);
        }
    }
}

/// The names as JSON. They are identifiers and paths: nothing in them has to be escaped.
fn json(found: &BTreeMap<String, Names>) -> String {
    let mut text = String::from("{");
    for (number, (file, names)) in found.iter().enumerate() {
        let _ = write!(text, "{}\n  \"{file}\": {{", if number > 0 { "," } else { "" });
        for (number, (kind, paths)) in names.0.iter().enumerate() {
            let list: Vec<String> = paths.iter().map(|path| format!("\n      \"{path}\"")).collect();
            let comma = if number > 0 { "," } else { "" };
            let _ = write!(text, "{comma}\n    \"{kind}\": [{}\n    ]", list.join(","));
        }
        text.push_str(if names.0.is_empty() { "}" } else { "\n  }" });
    }
    text.push_str("\n}\n");
    text
}

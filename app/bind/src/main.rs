//! `themeshift-bind ENGINE.wasm FOLDER`: writes `engine.js`, the script that calls the engine, and `engine_bg.wasm` into a
//! folder.

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let engine = arguments.next().context("name the compiled engine")?;
    let folder = arguments.next().context("name a folder")?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&engine).out_name("engine").typescript(false).remove_name_section(true);
    bindgen.no_modules(true)?.generate(&folder).with_context(|| format!("cannot bind {engine}"))
}

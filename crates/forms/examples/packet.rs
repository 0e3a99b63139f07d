//! Writes the page of a packet whose data stands in a file, so that it can be tried in a browser:
//!
//! ```text
//! packet DATA.json LANG PAGE.html
//! ```

use std::{env, error::Error, fs};

use acesso_forms::packet;
use acesso_review::model::Lang;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [data, lang, page] = arguments.as_slice() else { return Err("packet DATA.json LANG PAGE.html".into()) };
    let packet = serde_json::from_slice(&fs::read(data)?)?;
    packet::write(&packet, Lang::of_locale(lang), &mut fs::File::create(page)?)?;
    Ok(())
}

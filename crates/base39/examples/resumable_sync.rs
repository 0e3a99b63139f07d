//! Copies all permissions into a file, as JSON lines. Stopped at any point and started again, it goes on where it was.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p base39 --example resumable_sync -- permissions.jsonl
//! BASE39_API_KEY=... cargo run -p base39 --example resumable_sync -- permissions.jsonl
//! ```
//!
//! How far it came is kept in `permissions.jsonl.progress`. It needs `serde` with its feature `derive`,
//! and `serde_json`.

use std::{
    env,
    error::Error,
    fs::{self, File, OpenOptions},
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use base39::{Client, Cursor, Page, Permission, PermissionFilter};
use serde::{Deserialize, Serialize};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // BASE39_API_KEY
    let path = env::args().nth(1).ok_or("say which file the permissions go into")?;
    let mut copy = LocalCopy::open(&path)?;

    let mut list = client.permissions().list(PermissionFilter::default()).from_cursor(copy.progress.cursor.clone());
    while let Some(page) = list.next_page().await {
        // A page that failed was not handed out: what is kept still says where to go on.
        let page = page.map_err(|error| format!("{error} (start again to go on)"))?;
        copy.add(&page, list.cursor())?;
        println!("{} permissions so far", copy.progress.written);
    }

    println!("{} permissions in {path}", copy.progress.written);
    if copy.progress.unreadable.is_empty() {
        return Ok(());
    }
    for problem in &copy.progress.unreadable {
        eprintln!("not in the file: {problem}");
    }
    Err(format!("{} permissions could not be read", copy.progress.unreadable.len()).into())
}

/// How far the copy came, written after each page.
#[derive(Default, Serialize, Deserialize)]
struct Progress {
    /// Where the next page begins.
    cursor: Cursor,
    /// How long the file was when this was written. What is behind that belongs to a page that comes again.
    bytes: u64,
    /// How many permissions are in the file.
    written: usize,
    /// Those that could not be read, and why.
    unreadable: Vec<String>,
}

struct LocalCopy {
    file: File,
    progress_path: PathBuf,
    progress: Progress,
}

impl LocalCopy {
    /// Goes on with a copy, or begins one.
    fn open(path: &str) -> Result<Self, Box<dyn Error>> {
        let progress_path = PathBuf::from(format!("{path}.progress"));
        if !progress_path.exists() {
            if Path::new(path).exists() {
                return Err(format!("{path} is there already: name another file").into());
            }
            save(&progress_path, &Progress::default())?;
        }
        let progress: Progress = serde_json::from_slice(&fs::read(&progress_path)?)?;

        let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        if file.metadata()?.len() < progress.bytes {
            return Err(format!("{path} has lost its end: remove both files and start again").into());
        }
        file.set_len(progress.bytes)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self { file, progress_path, progress })
    }

    /// Adds a page: first the permissions, then how far it came. Stopped between the two, the page is cut off and read again.
    fn add(&mut self, page: &Page<Permission>, next: &Cursor) -> Result<(), Box<dyn Error>> {
        let mut lines = Vec::new();
        for permission in page.items() {
            serde_json::to_writer(&mut lines, permission)?;
            lines.push(b'\n');
        }
        self.file.write_all(&lines)?;
        self.file.sync_all()?;

        self.progress.cursor = next.clone();
        self.progress.bytes = self.file.stream_position()?;
        self.progress.written += page.items().len();
        for error in page.errors() {
            self.progress.unreadable.push(format!("{}: {error}", error.item_id().unwrap_or("(no id)")));
        }
        save(&self.progress_path, &self.progress)
    }
}

/// Replaces the file at once, so that there is always a whole one.
fn save(path: &Path, progress: &Progress) -> Result<(), Box<dyn Error>> {
    let new = path.with_extension("new");
    let mut file = File::create(&new)?;
    file.write_all(&serde_json::to_vec(progress)?)?;
    file.sync_all()?;
    fs::rename(new, path)?;
    Ok(())
}

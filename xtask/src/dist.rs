//! `cargo xtask dist`: the tool as people who have no Rust get it.
//!
//! One folder for this machine's kind: the program, its manual and completions, the licences, what it is made of
//! (a CycloneDX file) and the checksums of them all.

mod sbom;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::{demo, deps, workspace};

const TOOL: &str = "acesso";
const SUMS: &str = "SHA256SUMS";
/// What people get as it stands in the repository.
const PAGES: [&str; 17] = [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "crates/acesso/README.md",
    "crates/acesso/CHANGELOG.md",
    "crates/acesso/CAMPAIGN.md",
    "crates/acesso/CAMPAIGN.pt-BR.md",
    "crates/acesso/EVIDENCE.md",
    "crates/acesso/EVIDENCE.pt-BR.md",
    "crates/acesso/EXPORT.md",
    "crates/acesso/EXPORT.pt-BR.md",
    "crates/acesso/FINDINGS.md",
    "crates/acesso/FINDINGS.pt-BR.md",
    "crates/acesso/PERSONAL-DATA.md",
    "crates/acesso/PERSONAL-DATA.pt-BR.md",
    "crates/acesso/TERMS.md",
    "crates/acesso/UNATTENDED.md",
    "crates/acesso/UNATTENDED.pt-BR.md",
];
/// The pictures of these pages, and the JSON Schemas of what the tool writes, in folders of these names here as there.
const FOLDERS: [&str; 2] = ["crates/acesso/pictures", "crates/acesso/schemas"];
/// Each shell that the tool can be completed in, and the name that it looks for.
const SHELLS: [(&str, &str); 5] = [
    ("bash", "acesso.bash"),
    ("elvish", "acesso.elv"),
    ("fish", "acesso.fish"),
    ("powershell", "_acesso.ps1"),
    ("zsh", "_acesso"),
];

/// Builds everything into a folder and says where it is.
pub(crate) fn run() -> Result<()> {
    let build = Build::of_this_machine()?;
    println!("{}", build.why);
    let program = build.run()?;

    let version = workspace::output(Command::new(&program).arg("--version"))?;
    let number = version.split_whitespace().nth(1).context("the tool does not say its version")?;
    let folder = workspace::target_directory()?.join("dist").join(format!("{TOOL}-{number}-{}", build.target));
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    fs::create_dir_all(folder.join("completions"))?;
    fill(&folder, &program)?;
    fs::write(folder.join("acesso.cdx.json"), sbom::of(TOOL, &build.target)?)?;
    fs::write(folder.join(SUMS), sums(&folder)?)?;

    println!("\n{}, in {}:", version.trim(), folder.display());
    print!("{}", fs::read_to_string(folder.join(SUMS))?);
    Ok(())
}

/// How the program is built.
struct Build {
    target: String,
    flags: Option<&'static str>,
    why: String,
}

impl Build {
    fn of_this_machine() -> Result<Self> {
        let rustc = workspace::output(Command::new("rustc").arg("-vV"))?;
        let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
        Ok(Self::on(host, can_build_for))
    }

    /// Static where the target allows.
    ///
    /// Not with glibc: linked statically, it looks names up with the libraries of the machine that it runs on, which
    /// have to be of its own version.
    fn on(host: &str, can_build_for: impl Fn(&str) -> bool) -> Self {
        let build = |target: &str, flags, why: String| Self { target: target.to_owned(), flags, why };
        let musl = host.replace("-linux-gnu", "-linux-musl");
        if host.ends_with("-msvc") {
            build(
                host,
                Some("-Ctarget-feature=+crt-static"),
                String::from("Linked statically: it runs on any Windows."),
            )
        } else if host.contains("-linux-musl") {
            build(host, None, String::from("Linked statically: it runs on any Linux."))
        } else if musl != host && can_build_for(&musl) {
            build(&musl, None, String::from("Linked statically, with musl: it runs on any Linux."))
        } else if musl != host {
            let remedy = format!("rustup target add {musl}, and musl-gcc (Debian: musl-tools)");
            let why = format!(
                "Linked with this system's glibc: it runs where glibc is not older. For a static one: {remedy}."
            );
            build(host, None, why)
        } else {
            build(host, None, String::from("Linked with the system's own libraries, as it has to be on this system."))
        }
    }

    /// Builds the program, stripped as the release profile wants it, and says where it is.
    fn run(&self) -> Result<PathBuf> {
        let mut cargo = workspace::cargo();
        let arguments = "build --locked --release -p acesso --message-format json-render-diagnostics --target";
        cargo.args(arguments.split_whitespace()).arg(&self.target);
        if let Some(flags) = self.flags {
            cargo.env("RUSTFLAGS", flags);
        }
        demo::executable(&workspace::output(&mut cargo)?, TOOL).context("cargo built no program called acesso")
    }
}

/// Whether there are Rust's libraries for this target, and a C compiler.
fn can_build_for(target: &str) -> bool {
    let mut rustc = Command::new("rustc");
    let libraries = workspace::output(rustc.args(["--print", "target-libdir", "--target", target]));
    libraries.is_ok_and(|path| Path::new(path.trim()).exists())
        && workspace::works(Command::new("musl-gcc").arg("--version"))
}

fn fill(folder: &Path, program: &Path) -> Result<()> {
    copy(program, folder)?;
    PAGES.iter().try_for_each(|page| copy(Path::new(page), folder))?;
    FOLDERS.iter().try_for_each(|pages| copy_folder(pages, folder))?;
    workspace::succeed(Command::new(program).arg("man").arg(folder.join("man")))?;
    for (shell, name) in SHELLS {
        let script = workspace::output(Command::new(program).args(["completions", shell]))?;
        fs::write(folder.join("completions").join(name), script)?;
    }
    Ok(())
}

fn copy(file: &Path, folder: &Path) -> Result<()> {
    let name = file.file_name().context("a file has a name")?;
    fs::copy(file, folder.join(name)).with_context(|| format!("cannot copy {}", file.display()))?;
    Ok(())
}

fn copy_folder(from: &str, folder: &Path) -> Result<()> {
    let from = workspace::root().join(from);
    let there = folder.join(from.file_name().context("it has a name")?);
    fs::create_dir(&there)?;
    for file in fs::read_dir(from)? {
        copy(&file?.path(), &there)?;
    }
    Ok(())
}

/// What `sha256sum --check` reads: every file under `folder`, by its path there.
fn sums(folder: &Path) -> Result<String> {
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).with_context(|| format!("cannot list {}", next.display()))? {
            let path = entry?.path();
            let into = if path.is_dir() { &mut folders } else { &mut paths };
            into.push(path);
        }
    }
    paths.sort();

    let mut sums = String::new();
    for path in paths {
        let name = path.strip_prefix(folder)?.components().map(|part| part.as_os_str().to_string_lossy());
        let digest = Sha256::digest(fs::read(&path)?);
        let digest = digest.iter().fold(String::new(), |mut digits, byte| {
            let _ = write!(digits, "{byte:02x}");
            digits
        });
        let _ = writeln!(sums, "{digest}  {}", name.collect::<Vec<_>>().join("/"));
    }
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_static_where_the_target_allows() {
        let on = |host, has_musl| {
            let build = Build::on(host, |target| has_musl && target.ends_with("-musl"));
            (build.target, build.flags.is_some(), build.why.starts_with("Linked statically"))
        };
        let expected = |target: &str, flags, is_static| (target.to_owned(), flags, is_static);
        let (gnu, musl) = ("x86_64-unknown-linux-gnu", "x86_64-unknown-linux-musl");
        assert_eq!(on(gnu, true), expected(musl, false, true));
        assert_eq!(on(gnu, false), expected(gnu, false, false));
        assert_eq!(on(musl, false), expected(musl, false, true));
        assert_eq!(on("x86_64-pc-windows-msvc", false), expected("x86_64-pc-windows-msvc", true, true));
        assert_eq!(on("aarch64-apple-darwin", false), expected("aarch64-apple-darwin", false, false));
    }

    #[test]
    fn what_is_missing_for_a_static_program_is_named() {
        let build = Build::on("aarch64-unknown-linux-gnu", |_| false);
        assert!(build.why.contains("rustup target add aarch64-unknown-linux-musl"), "{}", build.why);
    }

    #[test]
    fn what_the_pages_link_to_comes_along() {
        let folder = tempfile::tempdir().unwrap();
        FOLDERS.iter().for_each(|files| copy_folder(files, folder.path()).unwrap());
        let names: Vec<&str> = PAGES.iter().filter_map(|page| page.rsplit('/').next()).collect();
        for page in PAGES.iter().filter(|page| page.ends_with(".md")) {
            let text = fs::read_to_string(workspace::root().join(page)).unwrap();
            let links = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
            for link in links.filter(|link| !link.is_empty() && !link.contains("://")) {
                assert!(names.contains(&link) || folder.path().join(link).exists(), "{page} links to {link}");
            }
        }
        assert!(folder.path().join("schemas/runs.schema.json").is_file());
    }

    #[test]
    fn sums_are_those_of_every_file_in_the_tools_own_form() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("man")).unwrap();
        fs::write(folder.path().join("man/a.1"), "abc").unwrap();
        fs::write(folder.path().join("b"), "").unwrap();
        // The digests of FIPS 180: of nothing, and of "abc".
        let expected = "\
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b
ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  man/a.1
";
        assert_eq!(sums(folder.path()).unwrap(), expected);
    }
}

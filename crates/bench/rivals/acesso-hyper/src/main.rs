//! The client of this repository, straight on hyper.

fn main() {
    race::run::<race_acesso::Client>();
}

//! The client of this repository, on its default transport.

fn main() {
    race::run::<race_acesso::Client>();
}

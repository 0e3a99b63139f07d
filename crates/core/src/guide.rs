#![doc = include_str!("../guide/README.md")]

#[doc = include_str!("../guide/errors.md")]
pub mod errors {}

#[doc = include_str!("../guide/lists.md")]
pub mod lists {}

#[doc = include_str!("../guide/limits.md")]
pub mod limits {}

#[doc = include_str!("../guide/networks.md")]
pub mod networks {}

#[doc = include_str!("../guide/testing.md")]
pub mod testing {}

#[doc = include_str!("../guide/another_service.md")]
pub mod another_service {}

#[cfg(test)]
mod tests {
    #[test]
    fn every_kind_of_error_has_a_row_in_the_table() {
        let declared = include_str!("error/kind.rs").split("pub enum ErrorKind {").nth(1).unwrap();
        let declared = declared.split("\n}").next().unwrap().lines().map(str::trim);
        let kinds: Vec<&str> = declared.filter_map(|line| line.strip_suffix(',')).collect();
        assert!(kinds.contains(&"Paging"), "{kinds:?}");

        let rows = include_str!("../guide/errors.md").lines().filter_map(|line| line.strip_prefix("| `"));
        let rows: Vec<&str> = rows.filter_map(|row| row.split('`').next()).collect();
        assert_eq!(rows, kinds);
    }
}

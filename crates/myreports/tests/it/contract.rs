//! The contract's roles. All methods are compared with it in `acesso-proof`.

use acesso_sandbox::contract::Contract;

/// The keys of `x-known-values`, as a variant each.
#[test]
fn the_roles_of_the_contract_are_known() {
    let contract = Contract::myreports().text();
    let keys: Vec<&str> = contract.lines().filter_map(|line| line.trim().strip_prefix("- key: ")).collect();

    let mut known: Vec<&str> = myreports::AccountRole::KNOWN.iter().map(|role| role.as_str()).collect();
    known.extend(myreports::CustomerRole::KNOWN.iter().map(|role| role.as_str()));

    assert_eq!(keys.len(), known.len());
    for key in keys {
        assert!(known.contains(&key), "{key}");
    }
}

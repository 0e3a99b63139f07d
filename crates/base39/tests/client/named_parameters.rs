//! Lists that are narrowed by parameters which the caller names.

use base39::{CreditPolicyFilter, CustomerFilter, ErrorKind, PaymentMethodFilter};

use crate::support::{client, empty_pages};

#[tokio::test]
async fn a_named_parameter_says_something_and_leaves_the_paging_alone() {
    let mock = empty_pages();
    let client = client(&mock);
    for (name, value, problem) in [
        ("document", "", "document is empty"),
        ("", "1", "parameters has one without a name"),
        ("limit", "5", "limit is set by the options"),
        ("starting_after", "x", "starting_after is set by the options"),
        ("ending_before", "x", "ending_before is set by the options"),
    ] {
        let errors = [
            client.customers().list(CustomerFilter::default().parameter(name, value)).collect().await.unwrap_err(),
            client
                .credit_policies()
                .list(CreditPolicyFilter::default().parameter(name, value))
                .collect()
                .await
                .unwrap_err(),
            client
                .payment_methods()
                .list(PaymentMethodFilter::default().parameter(name, value))
                .collect()
                .await
                .unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(error.to_string().contains(problem), "{error}");
        }
    }
    assert!(mock.requests().is_empty());
    let found = client.loans().search(&[("query", "")]).await.unwrap_err();
    assert!(found.to_string().contains("query is empty"), "{found}");
}

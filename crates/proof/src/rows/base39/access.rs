//! Who may do what: permissions and API keys.

use acesso_core::Error;
use base39::{
    AccessLevel, AllowedIp, ApiKeyCreated, ApiKeyFilter, ApiKeyRule, ApiKeyRules, ApiKeyUpdate, Client, Fields,
    ListOptions, NewApiKey, NewPermission, OperatorPermissionFilter, PermissionFilter, Role, RuleCondition, SearchIn,
    operations,
};
use serde_json::{Value, json};

use super::super::{Row, Shape, as_it_is, data, one, paged, request};
use super::{backwards, least};

pub(super) fn rows() -> Vec<Row> {
    vec![
        paged::<Client, _>(
            &operations::LIST_PERMISSIONS,
            "permissions().list(filter)",
            10,
            |c, ids| c.permissions().list(PermissionFilter::default().options(least(ids))),
            &[
                |c, _| {
                    let some = PermissionFilter::default().companies(["comp_1", "comp_2"]).roles(Role::KNOWN.to_vec());
                    c.permissions().list(some.operator("oprt_1").options(all_but_fields()))
                },
                |c, _| c.permissions().list(PermissionFilter::default().options(backwards())),
            ],
            data,
        ),
        paged::<Client, _>(
            &operations::LIST_PERMISSIONS,
            "permissions().list_parts(filter, fields)",
            10,
            |c, ids| {
                let filter = PermissionFilter::default().options(least(ids));
                c.permissions().list_parts(filter, Fields::only(["company"]))
            },
            &[|c, _| c.permissions().list_parts(PermissionFilter::default(), Fields::except(["createdBy"]))],
            data,
        ),
        paged::<Client, _>(
            &operations::LIST_OPERATOR_PERMISSIONS,
            "operators().permissions(operator, filter)",
            10,
            |c, ids| {
                let filter = OperatorPermissionFilter::default().options(least(ids));
                c.operators().permissions(ids.id("operator"), filter)
            },
            &[
                |c, _| {
                    let some = OperatorPermissionFilter::default().companies(["comp_1"]).roles([Role::Approver]);
                    c.operators().permissions("oprt_1", some.deleted(false).options(all_but_fields()))
                },
                |c, _| c.operators().permissions("oprt_1", OperatorPermissionFilter::default().options(backwards())),
            ],
            data,
        ),
        one::<Client, _>(
            &operations::CREATE_OPERATOR_PERMISSION,
            "operators().create_permission(operator, permission)",
            |c, ids| {
                let new = NewPermission::for_company(ids.id("company"), [Role::Financial]);
                c.operators().create_permission(ids.id("operator"), new)
            },
            &[|c, _| {
                let new = NewPermission::for_all_companies([Role::Financial]).expand(["company"]);
                c.operators().create_permission("oprt_1", new)
            }],
            as_it_is,
        ),
        paged::<Client, _>(
            &operations::LIST_API_KEYS,
            "api_keys().list(filter)",
            10,
            |c, ids| c.api_keys().list(ApiKeyFilter::default().options(least(ids))),
            &[
                |c, _| {
                    c.api_keys().list(
                        ApiKeyFilter::default().options(ListOptions::default().page_size(7).starting_after("key_1")),
                    )
                },
                |c, _| c.api_keys().list(ApiKeyFilter::default().options(backwards())),
            ],
            data,
        ),
        request::<Client, _>(
            (&operations::CREATE_API_KEY, "api_keys().create(key)", Shape::One),
            |c, _| c.api_keys().create(NewApiKey::new(ApiKeyRules::FullAccess, "ana@cliente.example", "Ana")),
            &[|c, _| {
                let new = NewApiKey::new(rules(), "ana@cliente.example", "Ana");
                c.api_keys().create(new.allowed_ips([office()]).is_fine_grained(true))
            }],
            as_it_is,
            exposed,
        ),
        one::<Client, _>(
            &operations::UPDATE_API_KEY,
            "api_keys().update(key, update)",
            |c, ids| c.api_keys().update(ids.id("api_key"), ApiKeyUpdate::default()),
            &[|c, _| {
                let update = ApiKeyUpdate::default().rules(rules()).email("ana@cliente.example").name("Ana");
                c.api_keys().update("key_1", update.allowed_ips([office()]))
            }],
            as_it_is,
        ),
    ]
}

fn all_but_fields() -> ListOptions {
    ListOptions::default().expand(["data.company"]).page_size(7).starting_after("perm_1")
}

fn rules() -> [ApiKeyRule; 1] {
    let condition = RuleCondition {
        field: Some("company".to_owned()),
        search_in: Some(SearchIn::Query),
        allowed_values: Some(json!(["comp_1"])),
        ..RuleCondition::default()
    };
    [ApiKeyRule { conditions: Some(vec![condition]), ..ApiKeyRule::new("/v1/loans", AccessLevel::ReadOnly) }]
}

fn office() -> AllowedIp {
    AllowedIp { description: Some("escritório".to_owned()), ..AllowedIp::new("200.50.0.0/10") }
}

/// A new key is secret, and can't be written as JSON.
fn exposed(created: ApiKeyCreated) -> Result<Value, Error> {
    Ok(json!({ "id": created.id, "value": created.value.expose() }))
}

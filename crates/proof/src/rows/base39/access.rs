//! Who may do what: permissions and API keys.

use base39::{
    ApiKeyFilter, Client, Fields, NewPermission, OperatorPermissionFilter, PermissionFilter, Role, operations,
};

use super::super::{Row, as_it_is, data, one, paged};

pub(super) fn rows() -> Vec<Row> {
    vec![
        paged::<Client, _>(
            &operations::LIST_PERMISSIONS,
            "permissions().list(filter)",
            10,
            |c, ids| c.permissions().list(ids.sized(PermissionFilter::default(), PermissionFilter::page_size)),
            &[
                |c, _| {
                    let some = PermissionFilter::default().companies(["comp_1", "comp_2"]).roles(Role::KNOWN.to_vec());
                    c.permissions().list(some.operator("oprt_1").expand(["data.company"]).starting_after("perm_1"))
                },
                |c, _| c.permissions().list(PermissionFilter::default().ending_before("perm_1")),
            ],
            data,
        ),
        paged::<Client, _>(
            &operations::LIST_PERMISSIONS,
            "permissions().list_parts(filter, fields)",
            10,
            |c, ids| {
                let filter = ids.sized(PermissionFilter::default(), PermissionFilter::page_size);
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
                let filter = ids.sized(OperatorPermissionFilter::default(), OperatorPermissionFilter::page_size);
                c.operators().permissions(ids.id("operator"), filter)
            },
            &[
                |c, _| {
                    let some = OperatorPermissionFilter::default().companies(["comp_1"]).roles([Role::Approver]);
                    let some = some.deleted(false).expand(["data.company"]).starting_after("perm_1");
                    c.operators().permissions("oprt_1", some)
                },
                |c, _| c.operators().permissions("oprt_1", OperatorPermissionFilter::default().ending_before("perm_1")),
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
            |c, ids| c.api_keys().list(ids.sized(ApiKeyFilter::default(), ApiKeyFilter::page_size)),
            &[
                |c, _| c.api_keys().list(ApiKeyFilter::default().starting_after("key_1")),
                |c, _| c.api_keys().list(ApiKeyFilter::default().ending_before("key_1")),
            ],
            data,
        ),
    ]
}

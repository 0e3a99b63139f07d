//! `acesso base39 …`

use acesso_forms::output::{Output, say};
use acesso_review::{
    model::{Failure, Lang},
    source::{self, BASE39},
};
use base39::{Actor, Client, CompanyScope, Fields, Pager, Permission, PermissionFilter, PermissionPart, Role};
use serde::Serialize;

use super::{call, operations};
use crate::{
    cli::{Base39Command, PermissionOptions},
    services::Services,
};

pub(crate) async fn run(
    command: Base39Command,
    services: impl AsyncFnOnce() -> Result<Services, Failure>,
    output: &Output,
) -> Result<(), Failure> {
    match command {
        Base39Command::Permissions(options) => permissions(options, &services().await?, output).await,
        Base39Command::Operations => operations::run::<Client>(output),
        Base39Command::Call(options) => call::run(&options, &services().await?, output).await,
    }
}

async fn permissions(options: PermissionOptions, services: &Services, output: &Output) -> Result<(), Failure> {
    let client = base39_client(services)?;
    let roles: Vec<_> = options.role.iter().map(|role| Role::from(&**role)).collect();
    warn_of_unknown(&roles, output.lang());
    let mut filter = PermissionFilter::default().companies(options.company).roles(roles);
    filter.operator = options.operator.map(Into::into);
    filter.options.expand = options.expand;
    filter.options.page_size = options.page_size;
    match fields(options.fields)? {
        None => {
            let columns: Vec<_> =
                WHOLE.iter().filter(|column| !(output.is_table() && TOO_WIDE.contains(&column.field))).collect();
            show(client.permissions().list(filter), options.limit, output, &columns).await
        }
        Some(fields) => {
            let columns: Vec<_> = PARTS.iter().filter(|column| is_asked_for(&fields, column.field)).collect();
            show(client.permissions().list_parts(filter, fields), options.limit, output, &columns).await
        }
    }
}

fn base39_client(services: &Services) -> Result<Client, Failure> {
    services.with_setup(BASE39, source::Base39::client)
}

/// Roles are an open set, so one that is not known is asked for all the same. Said aloud, since a misspelt role gives an
/// empty list, which looks like a clean audit.
fn warn_of_unknown(asked: &[Role], lang: Lang) {
    for role in asked.iter().filter(|role| !Role::KNOWN.contains(role)) {
        let values = [("role", role.to_string().into()), ("roles", roles(Role::KNOWN).into())];
        say(lang.say_with("warning-role", values));
    }
}

/// `id,company` includes, `-createdBy,-updatedBy` leaves out.
fn fields(names: Vec<String>) -> Result<Option<Fields>, Failure> {
    if let Some(name) = names.iter().find(|name| is_no_field(name)) {
        return Err(Failure::usage("failure-field-name", &[("name", &format!("{name:?}"))]));
    }
    let without: Vec<&str> = names.iter().filter_map(|name| name.strip_prefix('-')).collect();
    if names.is_empty() {
        Ok(None)
    } else if without.is_empty() {
        Ok(Some(Fields::only(names)))
    } else if without.len() == names.len() {
        Ok(Some(Fields::except(without)))
    } else {
        Err(Failure::usage("failure-fields-both-ways", &[]))
    }
}

fn is_no_field(name: &str) -> bool {
    let bare = name.strip_prefix('-').unwrap_or(name);
    bare.is_empty() || bare.starts_with('-')
}

fn is_asked_for(fields: &Fields, name: &str) -> bool {
    let names_it = |names: &[String]| names.iter().any(|field| field == name);
    match fields {
        Fields::Only(names) => name == "id" || names_it(names),
        Fields::Except(names) => !names_it(names),
    }
}

/// One column of the table: its heading by its id, the member it shows, and how.
struct Column<T> {
    heading: &'static str,
    field: &'static str,
    show: fn(&T, Lang) -> String,
}

const WHOLE: [Column<Permission>; 8] = [
    Column { heading: "column-permission", field: "id", show: |permission, _| permission.id.to_string() },
    Column { heading: "column-company", field: "company", show: |permission, lang| company(&permission.company, lang) },
    Column { heading: "column-roles", field: "roles", show: |permission, _| roles(&permission.roles) },
    Column { heading: "column-deleted", field: "deleted", show: |permission, lang| lang.yes_no(permission.deleted) },
    Column {
        heading: "column-created",
        field: "createdAt",
        show: |permission, lang| lang.known(permission.created_at),
    },
    Column {
        heading: "column-changed",
        field: "updatedAt",
        show: |permission, lang| lang.known(permission.updated_at),
    },
    Column {
        heading: "column-created-by",
        field: "createdBy",
        show: |permission, lang| actor(permission.created_by.as_ref(), lang),
    },
    Column {
        heading: "column-changed-by",
        field: "updatedBy",
        show: |permission, lang| actor(permission.updated_by.as_ref(), lang),
    },
];

/// What a table shows only if it is asked for by name: with it no screen is wide enough.
const TOO_WIDE: [&str; 3] = ["updatedAt", "createdBy", "updatedBy"];

const PARTS: [Column<PermissionPart>; 8] = [
    Column { heading: "column-permission", field: "id", show: |part, _| part.id.to_string() },
    Column {
        heading: "column-company",
        field: "company",
        show: |part, lang| part_company(part.company.as_ref(), lang),
    },
    Column { heading: "column-roles", field: "roles", show: |part, lang| lang.known(part.roles.as_deref().map(roles)) },
    Column { heading: "column-deleted", field: "deleted", show: |part, lang| lang.yes_no(part.deleted) },
    Column { heading: "column-created", field: "createdAt", show: |part, lang| lang.known(part.created_at) },
    Column { heading: "column-changed", field: "updatedAt", show: |part, lang| lang.known(part.updated_at) },
    Column {
        heading: "column-created-by",
        field: "createdBy",
        show: |part, lang| actor(part.created_by.as_ref(), lang),
    },
    Column {
        heading: "column-changed-by",
        field: "updatedBy",
        show: |part, lang| actor(part.updated_by.as_ref(), lang),
    },
];

async fn show<T: Serialize + Send + 'static>(
    mut permissions: Pager<T>,
    limit: Option<usize>,
    output: &Output,
    columns: &[&Column<T>],
) -> Result<(), Failure> {
    if let Some(limit) = limit {
        permissions = permissions.at_most(limit);
    }
    let lang = output.lang();
    let headings: Vec<_> = columns.iter().map(|column| lang.say(column.heading)).collect();
    let mut list = output.list(&headings)?;
    while let Some(permission) = permissions.next().await {
        let permission = permission?;
        list.add(&permission, || columns.iter().map(|column| (column.show)(&permission, lang)).collect())?;
    }
    list.end("counted-permissions", limit, lang)
}

fn company(scope: &CompanyScope, lang: Lang) -> String {
    match scope {
        CompanyScope::All => lang.say("resource-base39-all"),
        CompanyScope::Id(id) => id.to_string(),
        CompanyScope::Object(company) => company.id.to_string(),
        _ => lang.say("unknown"),
    }
}

fn part_company(scope: Option<&CompanyScope<serde_json::Map<String, serde_json::Value>>>, lang: Lang) -> String {
    match scope {
        Some(CompanyScope::All) => lang.say("resource-base39-all"),
        Some(CompanyScope::Id(id)) => id.to_string(),
        Some(CompanyScope::Object(members)) => lang.known(members.get("id").and_then(serde_json::Value::as_str)),
        _ => lang.say("unknown"),
    }
}

fn roles(roles: &[Role]) -> String {
    roles.iter().map(Role::as_str).collect::<Vec<_>>().join(", ")
}

/// The client that did it, and for whom where it said so.
fn actor(actor: Option<&Actor>, lang: Lang) -> String {
    let Some(actor) = actor else { return lang.say("unknown") };
    match (&actor.client_id, &actor.external_client_id) {
        (Some(client), Some(external)) => {
            let values = [("client", client.as_str().into()), ("external", external.as_str().into())];
            lang.say_with("client-for", values)
        }
        (Some(client), None) => client.clone(),
        (None, Some(external)) => external.clone(),
        (None, None) => lang.known(actor.app.as_ref()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use acesso_review::model::FailureKind;

    fn read(text: &[&str]) -> Result<Option<Fields>, Failure> {
        fields(text.iter().map(|name| (*name).to_owned()).collect())
    }

    fn is_usage(text: &[&str]) -> bool {
        read(text).is_err_and(|refused| refused.kind() == FailureKind::Usage)
    }

    #[test]
    fn fields_are_included_or_left_out_and_never_both() {
        assert_eq!(read(&[]).unwrap(), None);
        assert_eq!(read(&["id", "company"]).unwrap(), Some(Fields::only(["id", "company"])));
        assert_eq!(read(&["-createdBy", "-roles"]).unwrap(), Some(Fields::except(["createdBy", "roles"])));
        assert!(is_usage(&["id", "-roles"]));
        for nameless in ["", "-", "--id"] {
            assert!(is_usage(&["id", nameless]), "{nameless:?}");
        }
    }

    #[test]
    fn only_the_columns_that_were_asked_for_are_shown() {
        let shown = |fields: Fields| {
            PARTS.iter().map(|column| column.field).filter(|field| is_asked_for(&fields, field)).collect::<Vec<_>>()
        };
        assert_eq!(shown(Fields::only(["roles"])), ["id", "roles"]);
        let without = ["company", "createdAt", "createdBy", "updatedAt", "updatedBy", "deleted"];
        assert_eq!(shown(Fields::except(without)), ["id", "roles"]);
    }
}

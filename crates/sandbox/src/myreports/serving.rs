//! Carries out the operations of the [table](super::table).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawPathParams, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};

use super::metrics::metrics;
use super::table::{Does, ROWS, Row, Who};
use super::tenants::{
    ACCOUNT, CUSTOMER, INVOICE, Item, OWN_ACCOUNT, PBX, account_users, accounts, created_for, customers_of, date,
    invoices, pbxs_of, users_of,
};
use super::{Answer, ENTERPRISE_TOKEN, MyReports, ORDER, RESELLER_TOKEN, Refusal, UNAUTHORIZED};
use crate::company::Kind;
use crate::fault::Trick;
use crate::records::{InOrder, Records, merge, set, take_over};
use crate::server::{self, Asked, Pairs, Rest, Routes, lock};

/// The routes of the whole table.
pub(super) fn serve(routes: Routes<MyReports>) -> Routes<MyReports> {
    ROWS.iter().fold(routes, |routes, row| {
        let answer = move |State(service): State<Arc<MyReports>>, path: RawPathParams, token: Token, rest: Rest| {
            std::future::ready(service.answer(row, &path, &token, &rest))
        };
        routes.add(row.id, row.verb, row.path, answer)
    })
}

/// The Bearer token of a request; `None` is none, or one that is to be refused.
pub(super) struct Token(Option<String>);

impl<S: Sync> axum::extract::FromRequestParts<S> for Token {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let refused = Asked::of(parts).is(Trick::RefuseCredentials);
        Ok(Self(server::bearer(parts).filter(|_| !refused).map(str::to_owned)))
    }
}

/// Where in the tree of tenants an operation is carried out.
struct Place {
    account: usize,
    customer: Option<usize>,
}

impl MyReports {
    fn answer(&self, row: &Row, path: &RawPathParams, token: &Token, rest: &Rest) -> Response<Body> {
        if !token.0.as_ref().is_some_and(|token| self.accepts(token, row.who)) {
            return UNAUTHORIZED.into_response();
        }
        self.carry_out(row, path, rest).unwrap_or_else(IntoResponse::into_response)
    }

    fn accepts(&self, token: &str, who: Who) -> bool {
        let is_reseller = || token == RESELLER_TOKEN || lock(&self.tokens).access.iter().any(|own| own == token);
        match who {
            Who::Reseller => is_reseller(),
            Who::Enterprise => token == ENTERPRISE_TOKEN,
            Who::Either => token == ENTERPRISE_TOKEN || is_reseller(),
        }
    }

    fn carry_out(&self, row: &Row, path: &RawPathParams, rest: &Rest) -> Answer {
        let records = &mut *lock(&self.records);
        let place = self.place(records, path)?;
        if row.does.can_cost() && rest.header("accept-charges").is_none_or(|value| value != "true") {
            // "Not the envelope: echo of the request body."
            let echo = (StatusCode::PAYMENT_REQUIRED, [(CONTENT_TYPE, "application/json")], rest.body.clone());
            return Ok(echo.into_response());
        }
        let item = || self.item(records, row, &place, path);
        match row.does {
            Does::List => {
                let items = items(records, row, &place);
                let records = items.into_iter().filter_map(|item| item.record(records));
                Ok(self.list(rest.asked, records.map(without_roles).collect()))
            }
            Does::Pages(largest) => {
                let items = items(records, row, &place).into_iter().filter_map(|item| item.record(records));
                self.page(rest.asked, &rest.query, largest, items.filter(|item| is_kept(item, &rest.query)))
            }
            Does::Read => Ok(self.one(item()?.1)),
            Does::Create { needs, shows } => self.create(records, row, &place, rest, needs, shows),
            Does::Patch => {
                let (item, mut record) = item()?;
                self.patch(&mut record, &records.shape(&row.resource), &self.body(rest)?)?;
                record.as_object_mut().map(|members| members.remove("isParent"));
                records.put(&item.resource, item.index, record);
                Ok(self.acknowledged(StatusCode::OK))
            }
            Does::Delete => {
                let (item, _) = item()?;
                records.delete(&item.resource, item.index);
                Ok(self.acknowledged(StatusCode::OK))
            }
            Does::SendActivation => self.send_activation(&item()?.1, &place),
            Does::Device => {
                item()?;
                let body = self.body(rest)?;
                let client = body.get("clientType").and_then(Value::as_str).unwrap_or_default();
                match client {
                    "desktop" | "mobile" | "webrtc" | "crm" => Ok(self.acknowledged(StatusCode::CREATED)),
                    other => Err(self.not_valid(other)),
                }
            }
            Does::Metrics => Ok(self.one(metrics(records, place.account, self.settings.metrics_off_by_one))),
            Does::FindInstance => self.find_instance(records, &rest.query),
            Does::File(bytes) => {
                item()?;
                Ok(([(CONTENT_TYPE, "application/octet-stream; charset=utf-8")], bytes).into_response())
            }
        }
    }

    fn place(&self, records: &Records, path: &RawPathParams) -> Result<Place, Refusal> {
        let account = match value(path, "A") {
            Some(id) => self.find(records, &ACCOUNT, id)?,
            None => OWN_ACCOUNT,
        };
        let customer = value(path, "C").map(|id| self.find(records, &CUSTOMER, id)).transpose()?;
        let is_theirs = |customer: &usize| {
            let parent = records.get(&CUSTOMER, *customer).and_then(|customer| customer.get("parentTenantId").cloned());
            parent == Some(ACCOUNT.id(account).into())
        };
        match customer {
            Some(customer) if !is_theirs(&customer) => Err(self.not_found()),
            customer => Ok(Place { account, customer }),
        }
    }

    /// The number behind an id in the path: 400 when it is no GUID, 404 when nothing has it.
    fn find(&self, records: &Records, resource: &crate::records::Resource, id: &str) -> Result<usize, Refusal> {
        self.check_guid(id)?;
        records.find(resource, &id.to_ascii_lowercase()).ok_or_else(|| self.not_found())
    }

    /// The record that the path ends in.
    fn item(
        &self,
        records: &Records,
        row: &Row,
        place: &Place,
        path: &RawPathParams,
    ) -> Result<(Item, Value), Refusal> {
        let found = match (value(path, "U").or(value(path, "P")), value(path, "I"), place.customer) {
            (Some(id), _, _) => {
                self.check_guid(id)?;
                let id = id.to_ascii_lowercase();
                items(records, row, place).into_iter().find(|item| item.id() == id)
            }
            (None, Some(id), _) => records.find(&INVOICE, id).map(|index| Item::new(INVOICE, index)),
            (None, None, Some(customer)) => Some(Item::new(CUSTOMER, customer)),
            (None, None, None) => Some(Item::new(ACCOUNT, place.account)),
        };
        found.and_then(|item| Some((item, item.record(records)?))).ok_or_else(|| self.not_found())
    }

    // --- writing ---

    fn body(&self, rest: &Rest) -> Result<Value, Refusal> {
        serde_json::from_slice(&rest.body).map_err(|_| self.not_valid(""))
    }

    fn create(
        &self,
        records: &mut Records,
        row: &Row,
        place: &Place,
        rest: &Rest,
        needs: &[&str],
        shows: &[&str],
    ) -> Answer {
        let body = self.body(rest)?;
        let given = body.as_object().ok_or_else(|| self.not_valid(""))?;
        if needs.iter().any(|need| !given.contains_key(*need)) {
            return Err(self.not_valid(""));
        }
        let (index, record) =
            records.create(&row.resource, |records, index| created(records, row, place, index, given));
        if let Some(profile) = given.get("pbxConnectionProfile").and_then(Value::as_object) {
            let place = Place { customer: Some(index), account: place.account };
            let pbx = Row { id: row.id, path: row.path, resource: PBX, ..*row };
            records.create(&PBX, |records, index| created(records, &pbx, &place, index, profile));
        }
        let shown = match (shows, record) {
            ([], record) => record,
            (shows, Value::Object(members)) => {
                members.into_iter().filter(|(name, _)| shows.contains(&name.as_str())).collect()
            }
            (_, record) => record,
        };
        let mut answer = self.one(shown);
        *answer.status_mut() = StatusCode::CREATED;
        Ok(answer)
    }

    /// A JSON Patch (RFC 6902) as far as samples show it: `replace` and `add`, of members and at the end of lists.
    fn patch(&self, record: &mut Value, shape: &Value, patch: &Value) -> Result<(), Refusal> {
        for step in patch.as_array().ok_or_else(|| self.not_valid(""))? {
            let text = |name: &str| step.get(name).and_then(Value::as_str).unwrap_or_default();
            let (op, path) = (text("op"), text("path"));
            if !["replace", "add"].contains(&op) {
                return Err(self.not_valid(op));
            }
            let path = path.strip_prefix('/').unwrap_or(path);
            let (member, end) = path.split_once('/').map_or((path, false), |(member, rest)| (member, rest == "-"));
            if shape.get(member).is_none() || path.contains('/') != end {
                let message = format!("The target location specified by path segment '{member}' was not found.");
                return Err(self.refusal(StatusCode::BAD_REQUEST, message));
            }
            let value = step.get("value").cloned().unwrap_or_default();
            if end {
                if let Some(list) = record.get_mut(member).and_then(Value::as_array_mut) {
                    list.push(value);
                }
                continue;
            }
            // A PBX is enabled by a text.
            let value = match (shape.get(member), value.as_str()) {
                (Some(Value::Bool(_)), Some(text)) => (text == "true").into(),
                _ => value,
            };
            set(record, member, value);
        }
        Ok(())
    }

    fn send_activation(&self, user: &Value, place: &Place) -> Answer {
        let here = place.customer.map_or_else(|| ACCOUNT.id(place.account), |customer| CUSTOMER.id(customer));
        if user.get("primaryTenant").and_then(Value::as_str) == Some(&here) {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        let message = "This is not the primary tenant for this User.".to_owned();
        let refusal = self.refusal(StatusCode::BAD_REQUEST, message);
        Err(Refusal { error_code: Some("TenantNotPrimary"), ..refusal })
    }

    /// "Always 200; look at data.exists."
    fn find_instance(&self, records: &Records, query: &Pairs) -> Answer {
        let wanted = query.get("instanceId").ok_or_else(|| self.not_valid(""))?;
        let customers = records.count(&CUSTOMER);
        let found = Kind::PbxInstance.find(wanted, customers, |index| Kind::PbxInstance.guid(index));
        let mut answer = json!({ "exists": false, "instanceId": wanted });
        let created = || {
            ["accountId", "licenseKey"].iter().find_map(|key| created_for(records, PBX, key, wanted.to_owned()).next())
        };
        if let Some(pbx) = found.or_else(created).and_then(|index| records.get(&PBX, index)) {
            let tenant = pbx.get("tenantId").cloned();
            merge(&mut answer, json!({ "exists": true, "id": pbx.get("id"), "tenantId": tenant }));
        }
        Ok(self.one(answer))
    }

    // --- answers ---

    fn one(&self, data: Value) -> Response<Body> {
        self.success(None, None, InOrder(data, ORDER))
    }

    fn list(&self, asked: Asked, mut data: Vec<Value>) -> Response<Body> {
        if asked.is(Trick::EmptyPage) {
            data.clear();
        }
        self.success(Some(asked.count(data.len())), None, InOrder(Value::from(data), ORDER))
    }

    fn page(&self, asked: Asked, query: &Pairs, largest: usize, items: impl Iterator<Item = Value>) -> Answer {
        const PAGE_SIZE: usize = 1000;
        let refuse = |name| self.not_valid(query.get(name).unwrap_or_default());
        let index: usize = query.read("pageIndex").map_err(|_| refuse("pageIndex"))?.unwrap_or(0);
        let size = match query.read("pageSize") {
            Ok(None) => PAGE_SIZE,
            Ok(Some(size)) if (1..=largest).contains(&size) => size,
            _ => return Err(refuse("pageSize")),
        };
        let index = if asked.starts_over() { 0 } else { index };
        let skipped = index.saturating_mul(size).saturating_add(asked.shift());
        let taken = if asked.is(Trick::EmptyPage) { 0 } else { size };
        let items: Vec<_> = items.skip(skipped).take(taken).collect();
        Ok(self.success(Some(asked.count(items.len())), Some(index), InOrder(Value::from(items), ORDER)))
    }
}

/// The records there are in this place.
fn items(records: &Records, row: &Row, place: &Place) -> Vec<Item> {
    match (row.resource.name, place.customer) {
        ("account", _) => accounts(records),
        ("customer", _) => customers_of(records, place.account),
        ("account_user", _) => account_users(records, place.account),
        ("customer_user", Some(customer)) => users_of(records, customer),
        ("pbx", Some(customer)) => pbxs_of(records, customer),
        ("invoice", _) => invoices(records),
        _ => Vec::new(),
    }
}

/// A new record: like the first one, but for what was given, and for the tenant that it belongs to.
fn created(records: &Records, row: &Row, place: &Place, index: usize, given: &Map<String, Value>) -> Value {
    let mut record = records.like_the_first(&row.resource, index);
    let customer = place.customer.map(|customer| CUSTOMER.id(customer)).unwrap_or_default();
    let server_s = match row.resource.name {
        "account" => json!({ "description": "", "reference": "", "enabled": false, "dateCreated": date(index) }),
        "customer" => json!({
            "description": "",
            "reference": "",
            "enabled": false,
            "dateCreated": date(index),
            "parentTenantId": ACCOUNT.id(place.account),
        }),
        "account_user" => json!({ "roles": [], "primaryTenant": ACCOUNT.id(place.account) }),
        "customer_user" => json!({ "roles": [], "primaryTenant": customer }),
        _ => json!({ "tenantId": customer, "countryCode": "US", "enabled": false }),
    };
    merge(&mut record, server_s);
    take_over(&mut record, &records.shape(&row.resource), given);
    match row.resource.name {
        "account_user" => give_role(&mut record, "account.user"),
        "customer_user" => give_role(&mut record, "customer.user"),
        _ => {}
    }
    record
}

/// "New users always receive the … role."
fn give_role(user: &mut Value, role: &str) {
    if let Some(roles) = user.get_mut("roles").and_then(Value::as_array_mut)
        && !roles.iter().any(|own| own == role)
    {
        roles.insert(0, role.into());
    }
}

/// Whether the filter of the query keeps a tenant: "contains, over name and reference".
fn is_kept(tenant: &Value, query: &Pairs) -> bool {
    let wanted = query.get("filter").unwrap_or_default().to_lowercase();
    let contains =
        |name| tenant.get(name).and_then(Value::as_str).is_some_and(|text| text.to_lowercase().contains(&wanted));
    contains("name") || contains("reference")
}

/// Lists don't have them.
fn without_roles(mut record: Value) -> Value {
    record.as_object_mut().map(|members| members.remove("roles"));
    record
}

fn value<'a>(path: &'a RawPathParams, name: &str) -> Option<&'a str> {
    path.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
}

//! What is read of Base39: permissions, whose they are, companies' names, and API keys.
//!
//! A permission does not say whose it is, and that the whole list heeds a query named `operator` is weakly attested. So
//! each operator of a list of one's own is read by a path that has the operator in it, and what that brings is compared
//! with the whole list. Nobody is said to hold anything where the two contradict one another, or where nothing shows that
//! the service looks at the operator: one of them has all there is, and the others nothing.

mod findings;
mod remedy;

use std::{net::IpAddr, path::PathBuf, rc::Rc};

use acesso_core::ErrorKind;
use async_trait::async_trait;
use base39::{
    AccessLevel, Actor, AllowedIp, ApiKey, ApiKeyFilter, ApiKeyRule, ApiKeyRules, Client, Company, ListOptions,
    OperatorPermissionFilter, Permission, PermissionFilter,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use super::{
    asking::{Batch, List, Pages, ask},
    engine::{Source, Trouble, is_sandbox, origin},
    operators::Operators,
    registry::{Registration, Setup, UnknownPermission},
};
use crate::{
    model::{
        Attributes, Attribution, EVERYTHING, Failure, Fingerprint, Grant, Principal, PrincipalKind, Proof, Resource,
        ServiceId,
    },
    store::{Answer, Due, FoundIn, Holders, Listed, ListedPermission, Lists, Next, Operator, Reading, Task},
};

const API_KEY: &str = "BASE39_API_KEY";
const CLIENT_ID: &str = "BASE39_CLIENT_ID";
const CLIENT_SECRET: &str = "BASE39_CLIENT_SECRET";

const PERMISSIONS: &str = "list_permissions";
const OPERATOR_PERMISSIONS: &str = "list_operator_permissions";
const COMPANIES: &str = "list_companies";
const API_KEYS: &str = "list_api_keys";
/// The call of `list_operator_permissions` for [`NOBODY`]: what comes shows that the service does not look at the operator.
const CONTROL: &str = "list_permissions_of_nobody";
/// Not a call: makes a task of each operator in the list of one's own. Its argument is the list's sum.
const OPERATORS: &str = "take_operators";

/// An operator who can't exist: the form is that of the service's ids, which begin with the time of their making, and
/// this time is 1970.
const NOBODY: &str = "oprt_000000000000000000000000";

/// How many operators are taken from the list at once.
const BATCH: usize = 1000;
/// How many permissions a page has: the most that the service allows.
const PAGE: u32 = 100;

const COMPANY: &str = "company";
const FULL_ACCESS: &str = "full_access";

/// That each rule of a key says on what it allows what: a key without it may have any permission.
const RULES_READ: &str = "rules_read";
/// Whether a key may be used from any network address; absent where that is not known.
const ANY_ADDRESS: &str = "any_address";
/// Whether the service knows an operator of the list; absent where it does.
const KNOWN: &str = "known";

/// How it is typed and stored.
pub const BASE39: ServiceId = ServiceId::new("base39");

/// Base39, and how to read it.
#[derive(Debug)]
pub struct Base39 {
    /// Whom it asks. Retries, limits and log-in are the client's matter.
    pub client: Client,
    /// With which credential the client asks.
    pub credential: Option<Fingerprint>,
    /// Who the operators are. Without them nobody can say whose the permissions are.
    pub operators: Option<Operators>,
    /// Read each list once, not twice.
    pub quick: bool,
}

#[async_trait(?Send)]
impl Source for Base39 {
    fn service(&self) -> ServiceId {
        BASE39
    }

    fn address(&self) -> String {
        self.client.base_url().to_string()
    }

    fn is_sandbox(&self) -> bool {
        is_sandbox(self.client.base_url())
    }

    fn credential(&self) -> Option<&Fingerprint> {
        self.credential.as_ref()
    }

    fn settings(&self) -> Value {
        json!({
            "origin": origin(self.client.base_url()),
            "quick": self.quick,
            "operators": self.operators.as_ref().map(Operators::sha256),
        })
    }

    fn first_tasks(&self) -> Vec<Task> {
        let control = self.operators.as_ref().map(|_| CONTROL);
        [PERMISSIONS, API_KEYS, COMPANIES].into_iter().chain(control).map(|name| Task::new(name, [])).collect()
    }

    async fn perform(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        match due.operation.as_str() {
            PERMISSIONS => self.permissions(due, reading).await,
            CONTROL => self.control(due, reading).await,
            OPERATORS => self.take_operators(due, reading).await,
            OPERATOR_PERMISSIONS => self.permissions_of_operator(due, reading).await,
            COMPANIES => self.companies(due, reading).await,
            API_KEYS => self.api_keys(due, reading).await,
            _ => Err(Trouble::unknown_operation(due)),
        }
    }

    /// What waits, once each operator is a task. How many pages a list has shows only at its end.
    fn calls_left(&self, reading: &Reading) -> Result<Option<u64>, Failure> {
        if reading.is_waiting(CONTROL)? || reading.is_waiting(OPERATORS)? {
            return Ok(None);
        }
        let read_twice: &[&str] = if self.quick { &[] } else { &[PERMISSIONS, API_KEYS] };
        reading.count_calls_left(read_twice).map(Some)
    }

    fn conclude(&self, reading: &Reading) -> Result<Vec<Proof>, Failure> {
        let lists = reading.compare_lists()?;
        let attribution = attribution(reading, &lists)?;
        let holders = match attribution {
            Some(Proof::Attributed(_)) => Holders::Operators,
            _ => Holders::Unknown,
        };
        reading.grant_permissions(holders)?;

        let mut proofs = reading.proofs_of_lists(SERVICE.items)?;
        for (read_once, what) in [(OPERATOR_PERMISSIONS, "permissions of an operator"), (COMPANIES, "companies")] {
            proofs.extend(reading.repeated(&[read_once], what)?);
        }
        proofs.extend(attribution);
        let nameless = reading.add_companies_of_permissions(COMPANY)?;
        if nameless > 0 {
            proofs.push(Proof::Nameless { what: "companies".to_owned(), count: nameless });
        }
        Ok(proofs)
    }
}

impl Base39 {
    /// The client that the environment says.
    pub fn client(setup: &Setup<'_>) -> Result<Client, Failure> {
        Ok(Client::builder_with_env(setup.env)?.user_agent(setup.user_agent).build()?)
    }

    async fn permissions(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let permissions = || self.client.permissions().list(PermissionFilter::default().options(pages()));
        let keep = |page: Batch<Permission>| {
            let found = if page.again { FoundIn::ListAgain } else { FoundIn::List };
            Ok(with_permissions(page.items, &found))
        };
        List::of("permissions", due, reading, listed_permission).once_if(self.quick).pages(permissions, keep).await
    }

    /// Asks for an operator who can't exist. Only if that brings nothing, the real ones are worth asking for. It shows no
    /// more than that: a service may refuse the id, and answer with everybody's permissions to those that it knows.
    async fn control(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let list = self.client.operators().permissions(NOBODY, of_operator()).at_most(1);
        let mut pages = Pages::of(due, reading, list);
        let found = match pages.next().await.transpose() {
            Ok(page) => page.map_or(0, |page| page.items.len() + page.unread.len()),
            // Not documented, but as good.
            Err(Trouble::Call(error)) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Rejected) => 0,
            Err(trouble) => return Err(trouble),
        };
        let sum = self.operators.as_ref().map_or("", Operators::sha256);
        let tasks = if found == 0 { vec![Task::new(OPERATORS, [sum])] } else { Vec::new() };
        Ok(reading.save(due, &Answer { tasks, items: found, ..Answer::default() }, &Next::Done)?)
    }

    async fn take_operators(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let Some(operators) = self.operators.as_ref().filter(|operators| operators.sha256() == due.argument(0)) else {
            let problem = "the list of operators is not the one that the run was begun with";
            return Err(Trouble::Contradiction(problem.to_owned()));
        };
        let mut taken = due.cursor.as_deref().and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
        loop {
            let batch = operators.after(taken, BATCH)?;
            let Some(last) = batch.last() else {
                return Ok(reading.lead_on(due, &Answer::default(), &Next::Done)?);
            };
            taken = last.number;
            let answer = Answer {
                tasks: batch.iter().map(|operator| Task::new(OPERATOR_PERMISSIONS, [operator.id.as_str()])).collect(),
                principals: batch.into_iter().map(principal).collect(),
                ..Answer::default()
            };
            reading.lead_on(due, &answer, &Next::Page(taken.to_string()))?;
            // A long list is no reason to let the other services wait.
            tokio::task::yield_now().await;
        }
    }

    /// Deleted permissions are neither asked for nor left out: what comes without the filter is up to the service.
    ///
    /// It is read once: what it lacks is in the whole list, which is read twice, and what both say is compared.
    async fn permissions_of_operator(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let operator = due.argument(0);
        let found = FoundIn::Operator(operator.to_owned());
        let mut begun = due.cursor.is_some();
        let mut pages = Pages::of(due, reading, self.client.operators().permissions(operator, of_operator()));
        loop {
            // Whoever answers with everybody's permissions each time is not asked for all operators and all pages.
            if reading.permission_of_two_operators()?.is_some() {
                return Ok(reading.lead_on(due, &Answer::default(), &Next::Done)?);
            }
            let (answer, next) = match pages.next().await {
                None => return Ok(()),
                Some(Ok(page)) => {
                    let listed = Some(page.items.iter().map(listed_permission).collect());
                    let unread = page.unread;
                    (Answer { listed, unread, ..with_permissions(page.items, &found) }, Next::after(page.next)?)
                }
                Some(Err(Trouble::Call(error))) if error.kind() == ErrorKind::NotFound && !begun => {
                    (not_known(operator), Next::Done)
                }
                Some(Err(trouble)) => return Err(trouble),
            };
            begun = true;
            reading.save(due, &answer, &next)?;
        }
    }

    /// One page: there is no documented way to the next one. Only names are lost, and that is said; so nobody says that they
    /// are all, and one that is new the next moment makes nothing incomplete.
    async fn companies(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let companies = ask(due, reading, self.client.companies().list()).await?.data;
        let Batch { items: companies, unread, .. } = Batch::of_listing(companies, due.again);
        let items = companies.len() + unread.len();
        let listed = Some(companies.iter().map(|company| Listed::new(company.id.as_str(), [])).collect());
        let resources = companies.into_iter().map(company).chain([every_company()]).collect();
        Ok(reading.save(due, &Answer { resources, items, listed, unread, ..Answer::default() }, &Next::Done)?)
    }

    async fn api_keys(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
        let keys = || self.client.api_keys().list(ApiKeyFilter::default().options(pages()));
        let keep = |page: Batch<ApiKey>| {
            let mut answer = Answer::default();
            for key in page.items {
                add_key(key, today, &mut answer);
            }
            Ok(answer)
        };
        List::of("API keys", due, reading, listed_key).once_if(self.quick).pages(keys, keep).await
    }
}

/// Base39, as it is registered.
pub(super) static SERVICE: Registration = Registration {
    id: BASE39,
    name: "Base39",
    words: [include_str!("base39/en.ftl"), include_str!("base39/pt-BR.ftl")],
    rules: findings::RULES,
    items: &[(PERMISSIONS, "permissions"), (API_KEYS, "API keys")],
    // Of a key whose rules can't be read it is not known what it may do.
    unknown_permissions: &[UnknownPermission { kind: PrincipalKind::Key, permission: None, attribute: RULES_READ }],
    remedy: remedy::of,
    is_configured: |setup| [API_KEY, CLIENT_ID].iter().any(|name| setup.env.optional(name).is_some()),
    build: |setup| {
        let operators: Option<PathBuf> = setup.setting("operators")?;
        Ok(Rc::new(Base39 {
            client: Base39::client(setup)?,
            credential: credential(setup),
            operators: operators.as_deref().map(Operators::from_file).transpose()?,
            quick: setup.quick,
        }))
    },
};

fn credential(setup: &Setup<'_>) -> Option<Fingerprint> {
    let key = setup.env.optional(API_KEY).as_deref().map(Fingerprint::of_api_key);
    key.or_else(|| Some(Fingerprint::of_client(&setup.env.optional(CLIENT_ID)?, &setup.env.optional(CLIENT_SECRET)?)))
}

// --- permissions ---

pub(super) fn documented() -> Vec<&'static str> {
    base39::Role::KNOWN.iter().map(base39::Role::as_str).collect()
}

fn of_operator() -> OperatorPermissionFilter {
    OperatorPermissionFilter::default().options(pages())
}

fn pages() -> ListOptions {
    ListOptions::default().page_size(PAGE)
}

fn with_permissions(permissions: Vec<Permission>, found: &FoundIn) -> Answer {
    let items = permissions.len();
    let permissions = permissions.into_iter().map(|permission| kept_permission(permission, found.clone())).collect();
    Answer { permissions, items, ..Answer::default() }
}

fn listed_permission(permission: &Permission) -> Listed {
    let said = [
        ("company", permission.company.as_str().into()),
        ("roles", roles(permission).into()),
        ("deleted", permission.deleted.into()),
        ("since", permission.created_at.map(|since| since.to_string()).into()),
    ];
    Listed { since: permission.created_at, ..Listed::new(permission.id.as_str(), said) }
}

/// In order, each once.
fn roles(permission: &Permission) -> Vec<String> {
    let mut roles: Vec<_> = permission.roles.iter().map(|role| role.as_str().to_owned()).collect();
    roles.sort();
    roles.dedup();
    roles
}

fn kept_permission(permission: Permission, found: FoundIn) -> ListedPermission {
    ListedPermission {
        id: permission.id.to_string(),
        resource: permission.company.as_str().to_owned(),
        roles: roles(&permission),
        deleted: permission.deleted,
        since: permission.created_at,
        granted_by: permission.created_by.and_then(granted_by),
        found,
    }
}

/// The client that did it, and for whom where it said so.
fn granted_by(actor: Actor) -> Option<String> {
    match (actor.client_id, actor.external_client_id) {
        (Some(client), Some(external)) => Some(format!("{client} for {external}")),
        (client, external) => client.or(external).or(actor.app),
    }
}

fn principal(operator: Operator) -> Principal {
    Principal {
        kind: PrincipalKind::Operator,
        id: operator.id,
        name: operator.name,
        email: operator.email,
        attributes: Attributes::default(),
    }
}

/// What a service says of an operator who is in the list and unknown to it. Others say that there are no permissions.
fn not_known(operator: &str) -> Answer {
    let attributes = Attributes::default().with(KNOWN, Some(false));
    Answer { described: vec![(PrincipalKind::Operator, operator.to_owned(), attributes)], ..Answer::default() }
}

/// Whether it is known whose the permissions are. `None` where what should show it could not be asked.
fn attribution(reading: &Reading, lists: &Lists) -> Result<Option<Proof>, Failure> {
    let permissions = lists.permissions;
    match reading.is_done(&Task::new(CONTROL, []))? {
        None => return Ok(Some(Proof::NoOperators { permissions })),
        Some(false) => return Ok(None),
        Some(true) => {}
    }
    if reading.count_items(CONTROL)? > 0 {
        return Ok(Some(Proof::OperatorIgnored { permissions }));
    }
    if let Some(example) = reading.permission_of_two_operators()? {
        return Ok(Some(Proof::TwoOperators { permissions, example }));
    }
    if !lists.tell_operators_apart(reading.count_undone(OPERATOR_PERMISSIONS)? == 0) {
        let all_are_one_operators = lists.under_none == 0;
        return Ok(all_are_one_operators.then_some(Proof::OneOperator { permissions }));
    }
    let whole_list = reading.count_undone(PERMISSIONS)? == 0;
    Ok(Some(Proof::Attributed(Attribution {
        permissions,
        deleted: Some(lists.deleted),
        operators: reading.count_principals(PrincipalKind::Operator)?,
        not_read: reading.count_unanswered(OPERATOR_PERMISSIONS)?,
        not_known: reading.count_principals_with(KNOWN, false)?,
        under_operators: lists.under_operators,
        unattributed: permissions - lists.under_operators,
        created_meanwhile: lists.created_meanwhile,
        // A list that was not read to its end, or with an item that could not be read, lacks much, and that is said elsewhere.
        not_listed: if whole_list { lists.not_listed } else { 0 },
        changed: Some(reading.count_told_otherwise(OPERATOR_PERMISSIONS, PERMISSIONS)?),
    })))
}

// --- companies ---

fn company(company: Company) -> Resource {
    Resource {
        id: company.id.to_string(),
        kind: COMPANY,
        name: company.name.or(company.friendly_name),
        attributes: Attributes::default().with("status", company.status.map(|status| status.as_str().to_owned())),
    }
}

fn every_company() -> Resource {
    Resource {
        id: EVERYTHING.to_owned(),
        kind: COMPANY,
        name: Some("every company".to_owned()),
        attributes: Attributes::default(),
    }
}

// --- API keys ---

fn listed_key(key: &ApiKey) -> Listed {
    // In which order they stand changes nothing. Whether the order of rules does is not documented.
    let addresses = |ranges: &Vec<AllowedIp>| {
        let mut addresses: Vec<_> = ranges.iter().map(|range| range.ip.clone()).collect();
        addresses.sort();
        addresses
    };
    Listed::new(
        key.id.as_str(),
        [
            ("email", key.email.as_str().into()),
            ("rules", serde_json::to_value(&key.rules).unwrap_or_default()),
            ("ip_ranges", key.allowed_ips.as_ref().map(addresses).into()),
            ("revoked_on", key.revoked_in.map(|day| day.to_string()).into()),
        ],
    )
}

fn add_key(key: ApiKey, today: Date, answer: &mut Answer) {
    let id = key.id.as_str();
    // "The day it was or will be revoked": on that day it may still have worked.
    if key.revoked_in.is_none_or(|day| day >= today) {
        for (resource, permission) in held_by(&key.rules) {
            answer.resources.extend(path(resource));
            answer.grants.push(Grant::new(PrincipalKind::Key, id, resource, permission));
        }
    }
    answer.principals.push(Principal {
        kind: PrincipalKind::Key,
        id: id.to_owned(),
        attributes: Attributes::default()
            .with("full_access", has_full_access(&key.rules))
            .with("rules", Some(rules(&key.rules)))
            .with(RULES_READ, are_all_read(&key.rules).then_some(true))
            .with("ip_ranges", key.allowed_ips.as_ref().map(Vec::len))
            .with(ANY_ADDRESS, key.allowed_ips.as_deref().and_then(is_any_address))
            .with("revoked_on", key.revoked_in.map(|day| day.to_string())),
        name: Some(key.name),
        email: Some(key.email),
    });
}

/// Whether these ranges are together all addresses of IPv4 or of IPv6. One that is no range in CIDR notation may be all of
/// them, and what a list without any means is not documented: "IP ranges allowed to use the key".
fn is_any_address(ranges: &[AllowedIp]) -> Option<bool> {
    let each: Vec<_> = ranges.iter().map(|range| Addresses::of(&range.ip)).collect();
    let are_all = |bits| are_all(bits, each.iter().flatten().filter(|range| range.bits == bits).collect());
    if are_all(IPV4) || are_all(IPV6) {
        return Some(true);
    }
    (!each.is_empty() && !each.contains(&None)).then_some(false)
}

/// How many bits an address has.
const IPV4: u32 = 32;
const IPV6: u32 = 128;

/// The addresses of a range, as numbers of so many bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Addresses {
    bits: u32,
    first: u128,
    last: u128,
}

impl Addresses {
    /// Those of a range in CIDR notation (RFC 4632, RFC 4291). What is IPv4 inside IPv6 (RFC 4291, section 2.5.5.2) is IPv4.
    fn of(range: &str) -> Option<Self> {
        let (address, fixed) = range.trim().split_once('/').map_or((range.trim(), None), |(it, bits)| (it, Some(bits)));
        let address: IpAddr = address.parse().ok()?;
        let all = if address.is_ipv4() { IPV4 } else { IPV6 };
        let fixed = fixed.map_or(Some(all), |fixed| fixed.parse().ok()).filter(|fixed| *fixed <= all)?;
        let is_inside = fixed >= IPV6 - IPV4;
        match address {
            IpAddr::V4(address) => Self::with(IPV4, u32::from(address).into(), fixed),
            IpAddr::V6(address) => match address.to_ipv4_mapped().filter(|_| is_inside) {
                Some(inside) => Self::with(IPV4, u32::from(inside).into(), fixed - (IPV6 - IPV4)),
                None => Self::with(IPV6, address.into(), fixed),
            },
        }
    }

    fn with(bits: u32, address: u128, fixed: u32) -> Option<Self> {
        let free = last_of(bits.checked_sub(fixed)?);
        Some(Self { bits, first: address & !free, last: address | free })
    }
}

/// The largest number of so many bits.
fn last_of(bits: u32) -> u128 {
    1_u128.checked_shl(bits).map_or(u128::MAX, |next| next - 1)
}

/// Whether no number of so many bits is in none of these ranges.
fn are_all(bits: u32, mut ranges: Vec<&Addresses>) -> bool {
    ranges.sort();
    let mut next = Some(0);
    for range in ranges {
        match next {
            Some(number) if range.first > number => return false,
            Some(number) if range.last >= number => next = range.last.checked_add(1),
            _ => {}
        }
    }
    next.is_none_or(|next| next > last_of(bits))
}

/// On what a key has which permission. A rule that leaves one of the two out can't be told; the text of the rules has it.
fn held_by(rules: &ApiKeyRules) -> Vec<(&str, &str)> {
    match rules {
        ApiKeyRules::FullAccess => vec![(EVERYTHING, FULL_ACCESS)],
        ApiKeyRules::Rules(rules) => {
            rules.iter().filter_map(|rule| Some((rule.resource.as_deref()?, rule.rule.as_ref()?.as_str()))).collect()
        }
        _ => Vec::new(),
    }
}

/// What allows a key as much as this on the same path. Full access stands on everything, so that it is wider for each path.
pub(super) fn wider(permission: &str) -> &'static [&'static [&'static str]] {
    match permission.to_ascii_lowercase().as_str() {
        "readonly" | "writeonly" => &[&["readWrite"], &[FULL_ACCESS]],
        "readwrite" => &[&["readOnly", "writeOnly"], &[FULL_ACCESS]],
        FULL_ACCESS => &[&["readWrite"], &["readOnly", "writeOnly"]],
        role if documented().iter().any(|known| known.eq_ignore_ascii_case(role)) => &[],
        // A level that is not documented.
        _ => &[&[FULL_ACCESS]],
    }
}

/// The paths that cover a key's, the longest first: a rule stands on a base path (`ApiKeyRule`), which may end in a slash.
pub(super) fn base_paths(path: &str) -> Vec<String> {
    let path = path.trim_end_matches('/');
    let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
    let bases = ends.filter_map(|end| path.get(..end)).filter(|base| base.starts_with('/'));
    let mut bases: Vec<_> = bases.flat_map(|base| [base.to_owned(), format!("{base}/")]).collect();
    bases.reverse();
    bases
}

fn path(resource: &str) -> Option<Resource> {
    (resource != EVERYTHING).then(|| Resource {
        id: resource.to_owned(),
        kind: "path",
        name: None,
        attributes: Attributes::default(),
    })
}

/// Whether a key may do everything; unknown where a rule can't be understood, or where there is none: what that means is not
/// documented.
fn has_full_access(rules: &ApiKeyRules) -> Option<bool> {
    match rules {
        ApiKeyRules::FullAccess => Some(true),
        ApiKeyRules::Rules(rules) => {
            let (mut may_read, mut may_write, mut is_known) = (false, false, !rules.is_empty());
            for rule in rules {
                match allowed_everywhere(rule) {
                    Some([read, write]) => (may_read, may_write) = (may_read || read, may_write || write),
                    None => is_known = false,
                }
            }
            if may_read && may_write { Some(true) } else { is_known.then_some(false) }
        }
        _ => None,
    }
}

/// Whether each rule can be understood. What it means that there is none is not documented.
fn are_all_read(rules: &ApiKeyRules) -> bool {
    let is_read = |rule: &ApiKeyRule| {
        use AccessLevel::{ReadOnly, ReadWrite, WriteOnly};
        rule.resource.is_some() && matches!(rule.rule, Some(ReadOnly | ReadWrite | WriteOnly))
    };
    match rules {
        ApiKeyRules::FullAccess => true,
        ApiKeyRules::Rules(rules) => !rules.is_empty() && rules.iter().all(is_read),
        _ => false,
    }
}

/// Whether a rule allows reading everything, and writing everything: a rule for `*`, or two, can say the same as full access.
fn allowed_everywhere(rule: &ApiKeyRule) -> Option<[bool; 2]> {
    if rule.resource.as_deref()? != EVERYTHING || rule.conditions.as_ref().is_some_and(|list| !list.is_empty()) {
        return Some([false, false]);
    }
    match rule.rule.as_ref()? {
        AccessLevel::ReadWrite => Some([true, true]),
        AccessLevel::ReadOnly => Some([true, false]),
        AccessLevel::WriteOnly => Some([false, true]),
        _ => None,
    }
}

/// The rules in short, for people.
fn rules(rules: &ApiKeyRules) -> String {
    let rule = |rule: &ApiKeyRule| {
        let resource = rule.resource.as_deref().unwrap_or("unknown path");
        let level = rule.rule.as_ref().map_or("unknown access", AccessLevel::as_str);
        let on_conditions = rule.conditions.as_ref().is_some_and(|list| !list.is_empty());
        format!("{resource} {level}{}", if on_conditions { " on conditions" } else { "" })
    };
    match rules {
        ApiKeyRules::FullAccess => "*".to_owned(),
        ApiKeyRules::Rules(rules) => rules.iter().map(rule).collect::<Vec<_>>().join(", "),
        ApiKeyRules::Unknown(text) => text.clone(),
        _ => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::model::Identity;
    use crate::store::testing::store;

    #[test]
    fn a_path_is_covered_by_the_paths_above_it() {
        let expected = ["/v1/loans/due/", "/v1/loans/due", "/v1/loans/", "/v1/loans", "/v1/", "/v1"];
        assert_eq!(base_paths("/v1/loans/due"), expected);
        assert_eq!(base_paths("/v1/loans/due/"), expected);
        for no_path in ["*", "comp_1", "", "/"] {
            assert!(base_paths(no_path).is_empty(), "{no_path}");
        }
    }

    /// A run that has to take so many operators.
    fn begun(operators: usize) -> (tempfile::TempDir, Reading, Base39) {
        let list: String = (1..=operators).map(|number| format!("oprt_{number},,\n")).collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("operators.csv");
        std::fs::write(&path, format!("id,name,email\n{list}")).unwrap();
        let operators = Operators::from_file(&path).unwrap();

        let (folder, store) = store();
        let first = [(BASE39, vec![Task::new(OPERATORS, [operators.sha256()])])];
        let (run, _lock) = store.begin(&json!({}), &first, &Identity::default(), Timestamp::now()).unwrap();
        let client = Client::builder(base39::Credentials::api_key("bs_sandbox_1")).build().unwrap();
        let source = Base39 { client, credential: None, operators: Some(operators), quick: false };
        (folder, Rc::new(store).reading(run, BASE39), source)
    }

    #[tokio::test]
    async fn a_request_that_was_begun_before_it_is_noted_is_no_answer() {
        let (_folder, reading, _) = begun(1);
        let due = reading.next_due(0).unwrap().unwrap();
        let builder = Client::builder(base39::Credentials::api_key("bs_sandbox_1"));
        let client = builder.base_url("http://127.0.0.1:9").retry(base39::RetryPolicy::never()).build().unwrap();
        let mut request = client.companies().list();
        std::future::poll_fn(|context| {
            assert!(std::pin::Pin::new(&mut request).poll(context).is_pending());
            std::task::Poll::Ready(())
        })
        .await;

        let refused = ask(&due, &reading, request).await;

        assert!(matches!(refused, Err(Trouble::Contradiction(_))), "{refused:?}");
    }

    #[tokio::test]
    async fn operators_are_taken_from_where_a_killed_run_stopped() {
        let (_folder, reading, source) = begun(2 * BATCH + 1);
        let due = reading.next_due(0).unwrap().unwrap();
        let stopped = Due { cursor: Some(BATCH.to_string()), ..due };
        source.perform(&stopped, &reading).await.unwrap();
        let taken = u64::try_from(BATCH + 1).unwrap();
        assert_eq!(reading.count_principals(PrincipalKind::Operator).unwrap(), taken);
        assert_eq!(reading.count_undone(OPERATOR_PERMISSIONS).unwrap(), taken);
        assert_eq!(reading.next_due(stopped.id).unwrap().unwrap().arguments, ["oprt_1001"]);
        assert!(!reading.is_waiting(OPERATORS).unwrap());
        assert_eq!(reading.count_answers().unwrap(), 0, "no call was made");
    }

    #[tokio::test]
    async fn operators_are_not_taken_from_another_list() {
        let (_folder, reading, source) = begun(3);
        let due = reading.next_due(0).unwrap().unwrap();
        let (_other_folder, _, other) = begun(4);
        for source in [other, Base39 { operators: None, ..source }] {
            let refused = source.perform(&due, &reading).await;
            assert!(matches!(refused, Err(Trouble::Contradiction(_))), "{refused:?}");
        }
        assert_eq!(reading.count_principals(PrincipalKind::Operator).unwrap(), 0);
    }

    fn key(rules: Value, more: Value) -> ApiKey {
        let mut key = json!({ "id": "key_1", "email": "ana@casa.example", "name": "Ana", "rules": rules });
        key.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        base39::serde_json::from_value(key).unwrap()
    }

    fn added(rules: Value, more: Value) -> Answer {
        let mut answer = Answer::default();
        add_key(key(rules, more), jiff::civil::date(2026, 5, 4), &mut answer);
        answer
    }

    fn rule(resource: &str, level: &str) -> Value {
        json!({ "resource": resource, "rule": level })
    }

    #[test]
    fn full_access_is_known_or_unknown_and_never_guessed() {
        let on_condition = json!({
            "resource": "*", "rule": "readWrite", "conditions": [{ "field": "tenant", "searchIn": "body" }],
        });
        for (rules, expected) in [
            (json!("*"), Some(true)),
            (json!("all"), None),
            (json!([]), None),
            (json!([rule("/v1/loans", "readWrite")]), Some(false)),
            (json!([rule("*", "readOnly"), rule("/v1/loans", "readWrite")]), Some(false)),
            (json!([rule("/v1/loans", "readOnly"), rule("*", "readWrite")]), Some(true)),
            (json!([on_condition]), Some(false)),
            (json!([rule("*", "readOnly"), rule("*", "writeOnly")]), Some(true)),
            (json!([rule("*", "readOnly"), rule("/v1/loans", "writeOnly")]), Some(false)),
            (json!([rule("*", "writeOnly"), rule("*", "writeOnly")]), Some(false)),
            (json!([rule("*", "readOnly"), rule("*", "WriteOnly")]), None),
            (json!([rule("*", "everything")]), None),
            (json!([rule("*", "everything"), rule("*", "readWrite")]), Some(true)),
            (json!([{ "rule": "readWrite" }]), None),
            (json!([{ "resource": "*" }]), None),
            (json!([{ "resource": "/v1/loans" }]), Some(false)),
        ] {
            assert_eq!(has_full_access(&key(rules.clone(), json!({})).rules), expected, "{rules}");
        }
    }

    #[test]
    fn a_key_of_which_a_rule_says_too_little_may_have_any_permission() {
        let known = rule("/v1/loans", "readOnly");
        for (rules, is_read) in [
            (json!("*"), true),
            (json!([known, rule("*", "readWrite")]), true),
            (json!([]), false),
            (json!("all"), false),
            (json!([known, { "resource": "/v1/loans" }]), false),
            (json!([known, { "rule": "readWrite" }]), false),
            (json!([known, rule("/v1/loans", "everything")]), false),
        ] {
            let told = added(rules.clone(), json!({})).principals[0].attributes.to_value();
            let unknown = SERVICE.unknown_permissions.iter().filter(|it| told.get(it.attribute).is_none());
            assert_eq!(unknown.count(), if is_read { 0 } else { 1 }, "{rules}");
        }
    }

    #[test]
    fn a_key_is_said_to_work_from_anywhere_only_where_the_service_says_so() {
        let ranges = |ips: &[&str]| json!(ips.iter().map(|ip| json!({ "ip": ip })).collect::<Vec<_>>());
        for (more, expected) in [
            (json!({}), None),
            (json!({ "allowedIps": null }), None),
            (json!({ "allowedIps": [] }), None),
            (json!({ "allowedIps": ranges(&["192.0.2.0/24", "0.0.0.0/0"]) }), Some(true)),
            (json!({ "allowedIps": ranges(&["::/0", "anywhere"]) }), Some(true)),
            (json!({ "allowedIps": ranges(&["192.0.2.0/24", "2001:db8::1", "192.0.2.7"]) }), Some(false)),
            (json!({ "allowedIps": ranges(&["192.0.2.0/24", "anywhere"]) }), None),
            (json!({ "allowedIps": ranges(&["192.0.2.0/33"]) }), None),
            (json!({ "allowedIps": ranges(&["0.0.0.0/1", "128.0.0.0/1"]) }), Some(true)),
            (json!({ "allowedIps": ranges(&["128.0.0.0/1", "64.0.0.0/2", "10.0.0.0/8", "0.0.0.0/2"]) }), Some(true)),
            (json!({ "allowedIps": ranges(&["128.0.0.0/1", "64.0.0.0/2", "10.0.0.0/8", "0.0.0.0/3"]) }), Some(false)),
            (json!({ "allowedIps": ranges(&["128.0.0.0/1", "64.0.0.0/2", "office", "0.0.0.0/3"]) }), None),
            (json!({ "allowedIps": ranges(&["0.0.0.0/1", "office", "200.50.1.2/1"]) }), Some(true)),
            (json!({ "allowedIps": ranges(&["8000::/1", "::/1"]) }), Some(true)),
            (json!({ "allowedIps": ranges(&["0.0.0.0/1", "8000::/1"]) }), Some(false)),
            (json!({ "allowedIps": ranges(&["::/1"]) }), Some(false)),
            (json!({ "allowedIps": ranges(&["::ffff:0.0.0.0/97", "128.0.0.0/1"]) }), Some(true)),
            (json!({ "allowedIps": ranges(&["::ffff:0:0/96"]) }), Some(true)),
        ] {
            let told = added(json!("*"), more.clone()).principals[0].attributes.to_value();
            assert_eq!(told.get(ANY_ADDRESS).map(|it| it.as_bool().unwrap()), expected, "{more}");
            let listed = more.get("allowedIps").and_then(Value::as_array).map(|list| Value::from(list.len()));
            assert_eq!(told.get("ip_ranges"), listed.as_ref(), "{more}");
        }
    }

    #[test]
    fn ranges_in_another_order_are_no_change() {
        let said = |ips: [&str; 2]| {
            listed_key(&key(json!("*"), json!({ "allowedIps": ips.map(|ip| json!({ "ip": ip })) }))).said
        };
        assert_eq!(said(["10.0.0.0/8", "192.0.2.0/24"]), said(["192.0.2.0/24", "10.0.0.0/8"]));
        assert_ne!(said(["10.0.0.0/8", "192.0.2.0/24"]), said(["192.0.2.0/24", "10.0.0.0/9"]));
    }

    #[test]
    fn a_rule_is_a_grant_where_it_says_enough_and_a_text_in_any_case() {
        let answer =
            added(json!([rule("/v1/loans", "readOnly"), { "rule": "writeOnly" }, { "resource": "*" }]), json!({}));
        let grants: Vec<_> = answer.grants.iter().map(|grant| (&*grant.resource, &*grant.permission)).collect();
        assert_eq!(grants, [("/v1/loans", "readOnly")]);
        assert_eq!(
            answer.principals[0].attributes.to_value()["rules"],
            "/v1/loans readOnly, unknown path writeOnly, * unknown access"
        );
        let on_condition = json!([{ "resource": "*", "rule": "readOnly", "conditions": [{}] }]);
        let answer = added(on_condition, json!({}));
        assert!(answer.resources.is_empty(), "every company has its own name");
        assert_eq!(answer.principals[0].attributes.to_value()["rules"], "* readOnly on conditions");
    }

    #[test]
    fn a_key_has_its_grants_until_the_day_after_it_was_revoked() {
        for (day, grants) in
            [(json!(null), 1), (json!("2026-05-05"), 1), (json!("2026-05-04"), 1), (json!("2026-05-03"), 0)]
        {
            let answer = added(json!("*"), json!({ "revokedIn": day }));
            assert_eq!(answer.grants.len(), grants, "{day}");
            assert_eq!(answer.principals[0].attributes.to_value().get("revoked_on").is_some(), !day.is_null());
        }
    }

    #[test]
    fn who_granted_it_is_the_client_and_for_whom() {
        let actor = |members: Value| granted_by(base39::serde_json::from_value(members).unwrap());
        assert_eq!(actor(json!({ "clientId": "key_1" })).as_deref(), Some("key_1"));
        let both = json!({ "clientId": "key_1", "externalClientId": "crm", "app": "api" });
        assert_eq!(actor(both).as_deref(), Some("key_1 for crm"));
        assert_eq!(actor(json!({ "app": "backoffice" })).as_deref(), Some("backoffice"));
        assert_eq!(actor(json!({})), None);
    }
}

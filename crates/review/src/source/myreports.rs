//! What is read of MyReports: the users of every tenant, and their roles.

mod findings;
mod remedy;

use std::{rc::Rc, time::Duration};

use acesso_core::{Error, ErrorKind, Listing, Pager, Request};
use async_trait::async_trait;
use myreports::{
    Account, AccountFilter, AccountUser, Client, Credentials, Customer, CustomerFilter, CustomerMetrics, CustomerUser,
    Login,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    asking::{Batch, List, Pages, ask},
    engine::{Source, Trouble, is_sandbox, origin},
    registry::{Registration, Setup},
};
use crate::{
    model::{
        Attributes, Failure, FailureKind, Fingerprint, Grant, MEMBER, Principal, PrincipalKind, Proof, Resource,
        ServiceId, StoredAttributes,
    },
    store::{Answer, CountedGrants, Due, Listed, Next, Reading, Task},
};

const TOKEN: &str = "MYREPORTS_TOKEN";
const CLIENT_ID: &str = "MYREPORTS_CLIENT_ID";
const CLIENT_SECRET: &str = "MYREPORTS_CLIENT_SECRET";

/// Not a call of its own: finds out whose token it is.
const FIND_PORTAL: &str = "find_portal";

const CUSTOMERS: &str = "reseller_list_customers";
const CUSTOMER_USERS: &str = "reseller_list_customer_users";
const CUSTOMER_USER: &str = "reseller_get_customer_user";

const ACCOUNTS: &str = "enterprise_list_accounts";
const ACCOUNT_METRICS: &str = "enterprise_get_account_metrics";
const ACCOUNT_USERS: &str = "enterprise_list_account_users";
const ACCOUNT_USER: &str = "enterprise_get_account_user";
const ACCOUNT_CUSTOMERS: &str = "enterprise_list_customers";
const ACCOUNT_CUSTOMER_USERS: &str = "enterprise_list_customer_users";
const ACCOUNT_CUSTOMER_USER: &str = "enterprise_get_customer_user";

/// The kind of every resource here.
const TENANT: &str = "tenant";

/// All users of a tenant come in one answer, which can be large.
const TIME_FOR_A_LIST: Duration = Duration::from_secs(300);

/// Whose token a MyReports token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Portal {
    /// A reseller's: it lists the reseller's customers.
    Reseller,
    /// An enterprise's: it lists accounts, and the customers of each.
    Enterprise,
}

/// How it is typed and stored.
pub const MYREPORTS: ServiceId = ServiceId::new("myreports");

/// MyReports, and how to read it.
#[derive(Debug)]
pub struct MyReports {
    /// Whom it asks. Retries, limits and log-in are the client's matter.
    pub client: Client,
    /// With which credential the client asks.
    pub credential: Option<Fingerprint>,
    /// Whose token it is; found out by asking where nobody says.
    pub portal: Option<Portal>,
    /// Read each list once, not twice.
    pub quick: bool,
    /// Read who belongs to each tenant, and not with which roles: that takes a call for each of them.
    pub skip_roles: bool,
    /// How many tenants to ask for at once.
    pub page_size: u32,
}

#[async_trait(?Send)]
impl Source for MyReports {
    fn service(&self) -> ServiceId {
        MYREPORTS
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
            "portal": self.portal,
            "quick": self.quick,
            "roles": !self.skip_roles,
        })
    }

    fn first_tasks(&self) -> Vec<Task> {
        vec![self.portal.map_or_else(|| Task::new(FIND_PORTAL, []), first_list)]
    }

    async fn perform(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        match due.operation.as_str() {
            FIND_PORTAL => self.find_portal(due, reading).await,
            CUSTOMERS => self.tenants(due, reading, || self.customers()).await,
            ACCOUNTS => self.tenants(due, reading, || self.accounts()).await,
            ACCOUNT_CUSTOMERS => self.tenants(due, reading, || self.customers_of(due.argument(0))).await,
            ACCOUNT_METRICS => self.metrics(due, reading).await,
            CUSTOMER_USERS | ACCOUNT_USERS | ACCOUNT_CUSTOMER_USERS => self.users(due, reading).await,
            CUSTOMER_USER | ACCOUNT_USER | ACCOUNT_CUSTOMER_USER => self.roles(due, reading).await,
            _ => Err(Trouble::unknown_operation(due)),
        }
    }

    /// What waits. How many pages a list of tenants has shows only at its end, and who is in them after that.
    fn calls_left(&self, reading: &Reading) -> Result<Option<u64>, Failure> {
        let lists: Vec<_> = SERVICE.items.iter().map(|(operation, _)| *operation).filter(|_| !self.quick).collect();
        reading.count_calls_left(&lists).map(Some)
    }

    fn conclude(&self, reading: &Reading) -> Result<Vec<Proof>, Failure> {
        let mut proofs = reading.proofs_of_lists(SERVICE.items)?;
        let grants = reading.settle_roles()?;
        if grants > 0 || self.skip_roles {
            proofs.push(Proof::RolesUnknown { grants, skipped: self.skip_roles });
        }
        proofs.extend(reading.compare_counts()?);
        Ok(proofs)
    }
}

impl MyReports {
    /// The most tenants that a page can have.
    pub const LARGEST_PAGE: u32 = 1000;

    /// The client that the environment says: with the token that is set, else with the log-in that is kept.
    pub fn client(setup: &Setup<'_>) -> Result<Client, Failure> {
        Self::client_with(setup, kept_credentials)
    }

    fn client_with(
        setup: &Setup<'_>,
        kept: impl FnOnce(&Setup<'_>) -> Result<Credentials, Failure>,
    ) -> Result<Client, Failure> {
        let builder = match setup.env.optional(TOKEN) {
            Some(_) => Client::builder_with_env(setup.env)?,
            None => Client::builder_with_env_and_credentials(setup.env, kept(setup)?)?,
        };
        Ok(builder.user_agent(setup.user_agent).build()?)
    }

    /// A reseller's token opens one of two lists, an enterprise's the other.
    async fn find_portal(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let customers = CustomerFilter::default().page_size(1);
        let portal = match answers(due, reading, self.client.customers().list(customers)).await {
            Ok(()) => Portal::Reseller,
            Err(Trouble::Call(no_reseller)) if is_refusal(&no_reseller) => {
                let accounts = AccountFilter::default().page_size(1);
                match answers(due, reading, self.client.accounts().list(accounts)).await {
                    Ok(()) => Portal::Enterprise,
                    Err(Trouble::Call(no_enterprise)) if is_refusal(&no_enterprise) => {
                        return Err(more_telling(no_reseller, no_enterprise));
                    }
                    Err(trouble) => return Err(trouble),
                }
            }
            Err(trouble) => return Err(trouble),
        };
        let answer = Answer { tasks: vec![first_list(portal)], ..Answer::default() };
        Ok(reading.save(due, &answer, &Next::Done)?)
    }

    fn customers(&self) -> Pager<Customer> {
        self.client.customers().list(self.customer_pages())
    }

    fn customers_of(&self, account: &str) -> Pager<Customer> {
        self.client.accounts().customers(account, self.customer_pages())
    }

    fn accounts(&self) -> Pager<Account> {
        self.client.accounts().list(AccountFilter::default().page_size(self.page_size))
    }

    fn customer_pages(&self) -> CustomerFilter {
        CustomerFilter::default().page_size(self.page_size)
    }

    /// Reads a list of tenants, each of which leads to further questions.
    async fn tenants<T: Into<Tenant> + Clone + Send + 'static>(
        &self,
        due: &Due,
        reading: &Reading,
        list: impl Fn() -> Pager<T>,
    ) -> Result<(), Trouble> {
        let keep = |page: Batch<T>| {
            let mut answer = Answer::default();
            for tenant in page.items {
                let tenant: Tenant = tenant.into();
                answer.tasks.extend(self.questions_about(due, &tenant.id));
                answer.resources.push(tenant.resource());
            }
            Ok(answer)
        };
        let listed = |tenant: &T| tenant.clone().into().listed();
        List::of("tenants", due, reading, listed).once_if(self.quick).pages(list, keep).await
    }

    /// What to ask about a tenant that this list named.
    fn questions_about(&self, due: &Due, tenant: &str) -> Vec<Task> {
        match due.operation.as_str() {
            CUSTOMERS => vec![Task::new(CUSTOMER_USERS, [tenant])],
            ACCOUNT_CUSTOMERS => vec![Task::new(ACCOUNT_CUSTOMER_USERS, [due.argument(0), tenant])],
            _ => {
                let operations = [ACCOUNT_USERS, ACCOUNT_CUSTOMERS, ACCOUNT_METRICS];
                // Metrics count roles: there is nothing to compare them with where no roles are read.
                let wanted =
                    operations.into_iter().filter(|operation| !self.skip_roles || *operation != ACCOUNT_METRICS);
                wanted.map(|operation| Task::new(operation, [tenant])).collect()
            }
        }
    }

    /// Reads how many users of each role the service counts in the tenants of an account.
    async fn metrics(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let metrics = ask(due, reading, self.client.accounts().metrics(due.argument(0))).await?;
        let counted_grants = metrics.customers.into_iter().flat_map(counts_of).collect();
        Ok(reading.save(due, &Answer { counted_grants, items: 1, ..Answer::default() }, &Next::Done)?)
    }

    /// Reads who is in a tenant.
    async fn users(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let (accounts, [first, second]) = (self.client.accounts(), [due.argument(0), due.argument(1)]);
        match due.operation.as_str() {
            CUSTOMER_USERS => {
                let users = || self.client.customers().users(first).timeout(TIME_FOR_A_LIST);
                self.users_of_tenant(due, reading, CUSTOMER_USER, users).await
            }
            ACCOUNT_USERS => {
                let users = || accounts.users(first).timeout(TIME_FOR_A_LIST);
                self.users_of_tenant(due, reading, ACCOUNT_USER, users).await
            }
            _ => {
                let users = || accounts.customer_users(first, second).timeout(TIME_FOR_A_LIST);
                self.users_of_tenant(due, reading, ACCOUNT_CUSTOMER_USER, users).await
            }
        }
    }

    /// Keeps who is in a tenant, and that nobody's roles are known yet: `user` asks for them, one by one.
    async fn users_of_tenant<T: Into<User> + Clone + Send + 'static>(
        &self,
        due: &Due,
        reading: &Reading,
        user: &'static str,
        users: impl Fn() -> Request<Listing<T>>,
    ) -> Result<(), Trouble> {
        let Some(tenant) = due.arguments.last() else {
            return Err(Trouble::unknown_operation(due));
        };
        let keep = |page: Batch<T>| {
            let mut answer = Answer::default();
            for listed in page.items {
                let listed: User = listed.into();
                let place = due.arguments.iter().map(String::as_str);
                let roles = Task::new(user, place.chain([listed.id.as_str()]));
                // Where the roles came before the list did once more, they stay.
                if reading.is_done(&roles)? != Some(true) {
                    answer.grants.push(Grant { attributes: roles_unknown(), ..member(&listed.id, tenant) });
                }
                if !self.skip_roles {
                    answer.tasks.push(roles);
                }
                if listed.is_described_better_by(tenant, &reading.attributes_of(PrincipalKind::User, &listed.id)?) {
                    answer.principals.push(listed.principal(tenant));
                }
            }
            Ok(answer)
        };
        let listed = |user: &T| user.clone().into().listed();
        List::of("users", due, reading, listed).once_if(self.quick).listing(users, keep).await
    }

    /// Reads what a user may do in a tenant.
    async fn roles(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let (accounts, [first, second, third]) = (self.client.accounts(), [0, 1, 2].map(|place| due.argument(place)));
        match due.operation.as_str() {
            CUSTOMER_USER => {
                let user = ask(due, reading, self.client.customers().user(first, second)).await?;
                keep_roles(due, reading, user.id.as_str(), user.roles)
            }
            ACCOUNT_USER => {
                let user = ask(due, reading, accounts.user(first, second)).await?;
                keep_roles(due, reading, user.id.as_str(), user.roles)
            }
            _ => {
                let user = ask(due, reading, accounts.customer_user(first, second, third)).await?;
                keep_roles(due, reading, user.id.as_str(), user.roles)
            }
        }
    }
}

/// MyReports, as it is registered.
pub(super) static SERVICE: Registration = Registration {
    id: MYREPORTS,
    name: "MyReports",
    words: [include_str!("myreports/en.ftl"), include_str!("myreports/pt-BR.ftl")],
    rules: findings::RULES,
    items: &[
        (CUSTOMERS, "tenants"),
        (ACCOUNTS, "tenants"),
        (ACCOUNT_CUSTOMERS, "tenants"),
        (CUSTOMER_USERS, "users"),
        (ACCOUNT_USERS, "users"),
        (ACCOUNT_CUSTOMER_USERS, "users"),
    ],
    unknown_permissions: &[],
    remedy: remedy::of,
    // Without the client's id a kept log-in can't be used, and nobody's keyring is opened for nothing.
    is_configured: |setup| {
        let is_set = |name| setup.env.optional(name).is_some();
        is_set(TOKEN) || (is_set(CLIENT_ID) && setup.login.is_there())
    },
    build: |setup| {
        Ok(Rc::new(MyReports {
            client: MyReports::client_with(setup, kept_credentials_or_why_not)?,
            credential: credential(setup),
            portal: setup.setting("portal")?,
            quick: setup.quick,
            skip_roles: setup.setting("skip_roles")?.unwrap_or(false),
            page_size: MyReports::LARGEST_PAGE,
        }))
    },
};

pub(super) fn documented() -> Vec<&'static str> {
    let of_accounts = myreports::AccountRole::KNOWN.iter().map(myreports::AccountRole::as_str);
    myreports::CustomerRole::KNOWN.iter().map(myreports::CustomerRole::as_str).chain(of_accounts).collect()
}

fn kept_credentials(setup: &Setup<'_>) -> Result<Credentials, Failure> {
    let kept = match setup.env.optional(CLIENT_ID) {
        Some(_) => setup.login.credentials(setup.env)?,
        None => None,
    };
    kept.ok_or_else(|| Failure::usage("failure-no-myreports", &[]))
}

/// A log-in that can't be had now, such as from a keyring that nobody opened, is no reason to leave the other services unread:
/// it says so when it is used, and nothing is sent.
fn kept_credentials_or_why_not(setup: &Setup<'_>) -> Result<Credentials, Failure> {
    match kept_credentials(setup) {
        Err(failure) if failure.kind() == FailureKind::Failed => {
            let error = Error::new(ErrorKind::Configuration)
                .with_detail(failure.to_string())
                .with_advice(failure.advice().into_owned());
            // What is never sent must not be empty.
            let login =
                Login::new("none", "none").renewed_in_turn(move || std::future::ready(Err::<(), _>(error.clone())));
            Ok(login.with_refresh_token("none"))
        }
        credentials => credentials,
    }
}

/// A token that is set wins over a kept log-in, as it does when the service is asked.
fn credential(setup: &Setup<'_>) -> Option<Fingerprint> {
    let token = setup.env.optional(TOKEN).as_deref().map(Fingerprint::of_token);
    token.or_else(|| Some(Fingerprint::of_client(&setup.env.optional(CLIENT_ID)?, &setup.env.optional(CLIENT_SECRET)?)))
}

fn first_list(portal: Portal) -> Task {
    match portal {
        Portal::Reseller => Task::new(CUSTOMERS, []),
        Portal::Enterprise => Task::new(ACCOUNTS, []),
    }
}

/// Whether the service lets this list be read.
async fn answers<T: Send + 'static>(due: &Due, reading: &Reading, list: Pager<T>) -> Result<(), Trouble> {
    Pages::of(due, reading, list.at_most(1)).next().await.transpose().map(drop)
}

/// Whether somebody with other credentials might have been answered. Which of these a token of the other portal meets is
/// documented nowhere.
fn is_refusal(error: &Error) -> bool {
    is_about_credentials(error) || matches!(error.kind(), ErrorKind::NotFound | ErrorKind::WrongBaseUrl)
}

fn is_about_credentials(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Unauthorized | ErrorKind::Forbidden)
}

/// Of two refusals the one that speaks of the credentials, else the first.
fn more_telling(first: Error, second: Error) -> Trouble {
    let second_tells_more = is_about_credentials(&second) && !is_about_credentials(&first);
    Trouble::Call(if second_tells_more { second } else { first })
}

/// The one way in which an id is written here. They are GUIDs in all samples, which mean the same in either case (RFC 9562,
/// section 4); an id that is none stays as it is.
fn written(id: &str) -> String {
    let mut groups = id.split('-');
    let is_guid = [8, 4, 4, 4, 12].into_iter().all(|length| {
        groups.next().is_some_and(|group| group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit()))
    });
    if is_guid && groups.next().is_none() { id.to_ascii_lowercase() } else { id.to_owned() }
}

/// A tenant in a list.
#[derive(Debug, Clone)]
struct Tenant {
    id: String,
    level: &'static str,
    name: Option<String>,
    enabled: Option<bool>,
    parent: Option<String>,
}

impl From<Account> for Tenant {
    fn from(account: Account) -> Self {
        let parent = account.parent_tenant_id.map(|parent| written(parent.as_str()));
        Self {
            id: written(account.id.as_str()),
            level: "account",
            name: account.name,
            enabled: account.enabled,
            parent,
        }
    }
}

impl From<Customer> for Tenant {
    fn from(customer: Customer) -> Self {
        let parent = customer.parent_tenant_id.map(|parent| written(parent.as_str()));
        Self {
            id: written(customer.id.as_str()),
            level: "customer",
            name: customer.name,
            enabled: customer.enabled,
            parent,
        }
    }
}

impl Tenant {
    fn listed(self) -> Listed {
        Listed::new(self.id, [("enabled", self.enabled.into()), ("parent", self.parent.into())])
    }

    fn resource(self) -> Resource {
        let attributes = Attributes::default()
            .with("enabled", self.enabled)
            .with("level", Some(self.level))
            .with("parent", self.parent);
        Resource { id: self.id, kind: TENANT, name: self.name, attributes }
    }
}

/// What the service counts of a tenant. Roles that it leaves out are unknown, not unused.
fn counts_of(tenant: CustomerMetrics) -> impl Iterator<Item = CountedGrants> {
    let resource = written(tenant.tenant_id.as_str());
    tenant.roles.into_iter().flatten().map(move |(role, grants)| CountedGrants {
        resource: resource.clone(),
        permission: role.to_string(),
        grants,
    })
}

/// Somebody in a list of users.
#[derive(Debug, Clone)]
struct User {
    id: String,
    name: String,
    email: String,
    /// The primary tenant.
    home: Option<String>,
}

impl From<CustomerUser> for User {
    fn from(user: CustomerUser) -> Self {
        let home = user.primary_tenant.map(|tenant| written(tenant.as_str()));
        Self { id: written(user.id.as_str()), name: user.display_name, email: user.email, home }
    }
}

impl From<AccountUser> for User {
    fn from(user: AccountUser) -> Self {
        let home = user.primary_tenant.map(|tenant| written(tenant.as_str()));
        Self { id: written(user.id.as_str()), name: user.display_name, email: user.email, home }
    }
}

impl User {
    fn listed(self) -> Listed {
        Listed::new(self.id, [("email", self.email.into()), ("home", self.home.into())])
    }

    fn principal(self, listed_in: &str) -> Principal {
        Principal {
            kind: PrincipalKind::User,
            id: self.id,
            name: Some(self.name),
            email: Some(self.email),
            attributes: Attributes::default().with("home", self.home).with("listed_in", Some(listed_in)),
        }
    }

    /// Several tenants can list one user. The word of the home counts, else that of the smallest tenant id, in whatever
    /// order the lists arrive: two readings of the same data are equal.
    fn is_described_better_by(&self, tenant: &str, stored: &StoredAttributes) -> bool {
        let text = |name| stored.get(name).and_then(Value::as_str);
        let Some(stored_tenant) = text("listed_in") else {
            return true;
        };
        let rank = |tenant, home: Option<&str>| (home != Some(tenant), tenant.to_owned());
        rank(tenant, self.home.as_deref()) <= rank(stored_tenant, text("home"))
    }
}

fn member(user: &str, tenant: &str) -> Grant {
    Grant::new(PrincipalKind::User, user, tenant, MEMBER)
}

fn roles_unknown() -> Attributes {
    Attributes::default().with("roles", Some("unknown"))
}

/// Keeps what a user may do in a tenant, in place of the bare membership.
fn keep_roles<R: ToString>(due: &Due, reading: &Reading, answered: &str, roles: Option<Vec<R>>) -> Result<(), Trouble> {
    let [.., tenant, user] = due.arguments.as_slice() else {
        return Err(Trouble::unknown_operation(due));
    };
    if written(answered) != written(user) {
        return Err(Trouble::Contradiction(format!("the service answered with another user, {answered}")));
    }
    let grants = match roles {
        None => vec![Grant { attributes: roles_unknown(), ..member(user, tenant) }],
        Some(roles) if roles.is_empty() => vec![member(user, tenant)],
        Some(roles) => {
            roles.iter().map(|role| Grant::new(PrincipalKind::User, user, tenant, role.to_string())).collect()
        }
    };
    let answer = Answer { withdrawn: vec![member(user, tenant)], grants, items: 1, ..Answer::default() };
    Ok(reading.save(due, &answer, &Next::Done)?)
}

#[cfg(test)]
mod tests;

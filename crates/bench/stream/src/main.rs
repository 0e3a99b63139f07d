//! The bare clients ask Base39 and MyReports for all that `acesso review` asks them for, eight at once to a service, and
//! throw the answers away: what a review can't cost less than.
//!
//! Addresses and credentials are in the environment, the file with Base39's operators is the argument. It prints how many
//! answers there were. Whatever goes wrong is a panic: a race with failures is no race.

use std::{env, fs, hint::black_box};

use base39::{ApiKeyFilter, ListOptions, OperatorPermissionFilter, Pager, PermissionFilter};
use futures_util::stream::{self, StreamExt};
use myreports::CustomerFilter;

/// As a review asks: how much at once, and how much on a page.
const AT_ONCE: usize = 8;
const BASE39_PAGE: u32 = 100;
const MYREPORTS_PAGE: u32 = 1000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let operators = fs::read_to_string(env::args().nth(1).expect("a file")).expect("operators");
    // Below the headings, the first of each line.
    let operators: Vec<_> = operators.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let (base39, myreports) = tokio::join!(base39(&operators), myreports());
    println!("{}", base39 + myreports);
}

fn base39_pages() -> ListOptions {
    ListOptions::default().page_size(BASE39_PAGE)
}

async fn base39(operators: &[&str]) -> u64 {
    let client = base39::Client::from_env().expect("variables");
    let permissions = async || {
        let list = || client.permissions().list(PermissionFilter::default().options(base39_pages()));
        read(list()).await + read(list()).await
    };
    let companies = async || black_box(client.companies().list().await.expect("companies")).data.len();
    let keys = || client.api_keys().list(ApiKeyFilter::default().options(base39_pages()));
    let (permissions, _, keys) = tokio::join!(permissions(), companies(), read(keys()));
    let of_operator = async |operator: &&str| {
        let filter = OperatorPermissionFilter::default().options(base39_pages());
        read(client.operators().permissions(*operator, filter)).await
    };
    permissions + 1 + keys + sum(stream::iter(operators).map(of_operator)).await
}

async fn myreports() -> u64 {
    let client = myreports::Client::from_env().expect("variables");
    let customers = || client.customers().list(CustomerFilter::default().page_size(MYREPORTS_PAGE));
    let tenants = customers().collect().await.expect("tenants");
    let (mut answers, mut users) = (read(customers()).await * 2, Vec::new());
    let users_of = tenants.iter().map(async |tenant| {
        let listed = client.customers().users(&tenant.id).await.and_then(myreports::Listing::into_items);
        listed.expect("users").into_iter().map(|user| (&tenant.id, user.id)).collect::<Vec<_>>()
    });
    let mut lists = stream::iter(users_of).buffer_unordered(AT_ONCE);
    while let Some(list) = lists.next().await {
        answers += 1;
        users.extend(list);
    }
    let roles_of = async |(tenant, user)| {
        black_box(client.customers().user(tenant, user).await.expect("a user"));
        1
    };
    answers + sum(stream::iter(users).map(roles_of)).await
}

/// Reads a list to its end, and says how many pages it had.
async fn read<T: Send + 'static>(mut list: Pager<T>) -> u64 {
    let mut pages = 0;
    while let Some(page) = list.next_page().await {
        black_box(page.expect("a page"));
        pages += 1;
    }
    pages
}

async fn sum<F: Future<Output = u64>>(calls: impl futures_util::Stream<Item = F>) -> u64 {
    calls.buffer_unordered(AT_ONCE).fold(0, async |sum, answers| sum + answers).await
}

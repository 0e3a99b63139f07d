//! Departments: who supports what.

use acesso_core::{Call, Client, Listing, Request, text_id, wire};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{CustomFieldId, envelope::read_listing, operations, query::Parameters};

text_id! {
    /// A department's id: 32 lower-case hexadecimal characters in captured answers, opaque here.
    pub struct DepartmentId;
}

text_id! {
    /// An operator's id: 32 lower-case hexadecimal characters in captured answers, opaque here.
    pub struct OperatorId;
}

text_id! {
    /// A ticket category's id: 32 lower-case hexadecimal characters in captured answers, opaque here.
    pub struct CategoryId;
}

/// The operations on departments; see [`Client::departments`](crate::Client::departments).
#[derive(Debug, Clone, Copy)]
pub struct Departments<'a> {
    client: &'a Client,
}

impl<'a> Departments<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists the departments, by their ids and names alone unless the filter asks for what is nested in them.
    ///
    /// `GET /department/list`, operation `department_list`. No vendor's page was found: the members come from public
    /// clients, one of which was checked against the real service, and the plans are not known. The list comes whole, and no
    /// count of its items was seen.
    ///
    /// ```no_run
    /// # async fn example(client: tomticket::Client) -> Result<(), tomticket::Error> {
    /// use tomticket::DepartmentFilter;
    ///
    /// let departments = client.departments().list(DepartmentFilter::default().show_nested_items(true)).await?;
    /// for department in departments.into_items()? {
    ///     println!("{}", department.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`operators`](Self::operators), except that nothing is refused before sending.
    pub fn list(&self, filter: DepartmentFilter) -> Request<Listing<Department>> {
        let nested = u8::from(filter.show_nested_items);
        let call = Call::of(&operations::DEPARTMENT_LIST).query("show_nested_items", nested);
        self.client.request(call.read_with(read_listing))
    }

    /// Lists the operators of one department, in one answer.
    ///
    /// `GET /department/operator/list`, operation `department_operator_list`, plans Premium and Enterprise
    /// (<https://tomticket.tomticket.com/kb/departamentos-202408220243/consultar-atendentes-por-departamento>). The page
    /// documents a count (`size`) and no pages, so the list presumably comes whole; where that matters, ask
    /// [`Listing::count_matches`].
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for an id that is empty or longer than 512 characters (nothing is
    /// sent), [`NotFound`](crate::ErrorKind::NotFound) (404),
    /// [`Unauthorized`](crate::ErrorKind::Unauthorized) (401: token *or values*),
    /// [`Forbidden`](crate::ErrorKind::Forbidden) (403), [`RateLimited`](crate::ErrorKind::RateLimited) (429),
    /// [`Rejected`](crate::ErrorKind::Rejected) for an `error: true` or `success: false` inside a 200,
    /// [`WrongBaseUrl`](crate::ErrorKind::WrongBaseUrl) for a 404 that the API did not write,
    /// [`Paging`](crate::ErrorKind::Paging) for a list that goes on, [`Decode`](crate::ErrorKind::Decode), also for a single
    /// item, and connection errors.
    pub fn operators(&self, department: impl Into<DepartmentId>) -> Request<Listing<Operator>> {
        let call = Call::of(&operations::DEPARTMENT_OPERATOR_LIST).text("department_id", Some(department.into()));
        self.client.request(call.read_with(read_listing))
    }

    /// Lists the ticket categories of one department, in one answer.
    ///
    /// `GET /department/category/list`, operation `department_category_list`. No vendor's page was found: path, parameter
    /// and the members `id` and `name` come from public clients, and the plans are not known. What else comes is in
    /// [`Category::extra`].
    ///
    /// # Errors
    /// As [`operators`](Self::operators), except that the id is refused only if it is empty.
    pub fn categories(&self, department: impl Into<DepartmentId>) -> Request<Listing<Category>> {
        let call = Call::of(&operations::DEPARTMENT_CATEGORY_LIST).text("department_id", Some(department.into()));
        self.client.request(call.read_with(read_listing))
    }

    /// Lists the custom fields of a department: those of one category, or those that it shows while none is chosen.
    ///
    /// `GET /custom_field/department/list`, operation `department_custom_field_list`
    /// (<https://tomticket.tomticket.com/kb/campos-personalizados-api/consultar-campos-personalizados-departamentos-e-categorias>).
    /// The page requires the department, though a peer project leaves it out. Of the answer the archived page shows only
    /// that `data` is a list, in which stands at least one list of fields (those of external tickets); the names of its
    /// keys are lost, so each item is a JSON map. The plans were not seen.
    ///
    /// ```no_run
    /// # async fn example(client: tomticket::Client) -> Result<(), tomticket::Error> {
    /// let fields = client.departments().custom_fields("0414000000000000000000000000aaaa", None).await?;
    /// println!("{:?}", fields.into_items()?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`operators`](Self::operators); both ids may have 250 characters.
    pub fn custom_fields(
        &self,
        department: impl Into<DepartmentId>,
        category: Option<&CategoryId>,
    ) -> Request<Listing<Map<String, Value>>> {
        let call = Call::of(&operations::DEPARTMENT_CUSTOM_FIELD_LIST)
            .text("department_id", Some(department.into()))
            .text("category_id", category);
        self.client.request(call.read_with(read_listing))
    }
}

/// How to list departments.
///
/// ```
/// use tomticket::DepartmentFilter;
///
/// assert!(DepartmentFilter::default().show_nested_items(true).show_nested_items);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct DepartmentFilter {
    /// Whether each department has its categories and operators (client code). Not unless it is set; the service's own
    /// default is the opposite and known from client code alone, so this is always sent.
    pub show_nested_items: bool,
}

impl DepartmentFilter {
    /// Sets [`show_nested_items`](field@Self::show_nested_items).
    #[must_use]
    pub fn show_nested_items(mut self, show: bool) -> Self {
        self.show_nested_items = show;
        self
    }
}

/// A department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Department {
    /// Its id.
    pub id: DepartmentId,
    /// Its name; empty where it is null. Two public clients fall back to a member `description`, which then stands in
    /// [`extra`](Self::extra); one that was checked against the real service reads `name` alone.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub name: String,
    /// Its ticket categories; `None` where they were not asked for (client code).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub categories: Option<Vec<Category>>,
    /// Its operators; `None` where they were not asked for (client code).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operators: Option<Vec<Operator>>,
    /// The custom fields of all its tickets; `None` where they were not asked for (client code).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub general_custom_fields: Option<DepartmentFields>,
    /// What else came. The statuses are here: the member that holds them was not seen.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Custom fields that a department sets for everything of one kind (client code).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DepartmentFields {
    /// Those of tickets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tickets: Option<Vec<FieldDefinition>>,
}

/// A ticket category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// Its name; empty where it is null.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub name: String,
    /// Custom fields of its tickets, where they came (client code).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<Vec<FieldDefinition>>,
    /// What else came: the full shape of nested items was not seen.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A custom field of a form. Only these two members are known (client code).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FieldDefinition {
    /// Its id.
    pub id: CustomFieldId,
    /// Its label on the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// Somebody who works on tickets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Operator {
    /// The operator's id.
    pub id: OperatorId,
    /// The operator's name; empty where it is null.
    #[serde(deserialize_with = "wire::null_as_default")]
    pub name: String,
    /// A hash of the operator's e-mail address (vendor's page; the algorithm is not stated, and none was seen on a real
    /// account). `None` where there is none that can be read, and for operators nested in a [`Department`], which have none in
    /// the sources seen.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub mail_hash: Option<String>,
}

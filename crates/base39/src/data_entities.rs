//! Data entities: tables of one's own, and the documents in them.

use acesso_core::{Call, Client, Pager, Request, wire};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Actor, ListOptions, Reference, View, lenient, list::Listed, operations};

acesso_core::text_id! {
    /// A data entity's id, `dten_…`. Opaque. Paths have the entity's name in its place.
    pub struct DataEntityId;
}

acesso_core::text_id! {
    /// A document's id, `doc_…`. Opaque. Paths have the document's key in its place.
    pub struct DataEntityDocumentId;
}

/// The operations on data entities and their documents, from [`Client::data_entities`](crate::Client::data_entities).
///
/// No plan and no rate limit is documented for them. How a document is written is not documented.
///
/// # Errors
/// Those of [loans](crate::Loans#errors). Writes are sent as those on loans are.
#[derive(Debug, Clone, Copy)]
pub struct DataEntities<'a> {
    client: &'a Client,
}

impl<'a> DataEntities<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Data entities. `GET /v1/data-entities` (operation `list_data_entities`). The order is not documented.
    ///
    /// Vendor's page: <https://base39-fix-doc-ver.mintlify.app/development/api-reference/endpoint/get-v1-data-entities>. It was
    /// seen whole.
    ///
    /// # Errors
    /// Those of [all operations](DataEntities#errors), and [`Paging`](crate::ErrorKind::Paging) when the list does not move on.
    pub fn list(&self, filter: DataEntityFilter) -> Pager<DataEntity> {
        let call = Call::of(&operations::LIST_DATA_ENTITIES).query_opt("deleted", filter.deleted);
        filter.options.pages(self.client, call, &[])
    }

    /// Creates a data entity.
    ///
    /// `POST /v1/data-entities` (operation `create_data_entity`). Vendor's page:
    /// <https://docs.base39.com.br/development/api-reference/endpoint/create-v1-data-entities>, cut off before its texts on the
    /// body, so which members are required is not known.
    ///
    /// # Errors
    /// Those of [all operations](DataEntities#errors).
    pub fn create(&self, new: NewDataEntity) -> Request<DataEntity> {
        let call = new.view.choose(Call::of(&operations::CREATE_DATA_ENTITY)).json(&new).read_json();
        self.client.request(call)
    }

    /// The documents of an entity, which is named by its name. `GET /v1/data-entities/{entity_name}/documents` (operation
    /// `list_data_entity_documents`). The order is not documented.
    ///
    /// ```
    /// # async fn example(client: base39::Client) -> Result<(), base39::Error> {
    /// use base39::DataEntityFilter;
    ///
    /// let mut documents = client.data_entities().documents("exemplos", DataEntityFilter::default().deleted(false));
    /// while let Some(document) = documents.next().await {
    ///     let document = document?;
    ///     println!("{:?}: {:?}", document.key, document.value);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// **As far as documented:** the page's copy lost the parameters' names; they are those of [`list`](Self::list), whose texts
    /// come in the same order. The names `key`, `value` and `entity` of a document are inferred, too.
    ///
    /// Vendor's page: <https://docs.paketa.com.br/development/api-reference/endpoints/get-v-1-data-entities-entity-documents>.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    pub fn documents(&self, entity_name: impl AsRef<str>, filter: DataEntityFilter) -> Pager<DataEntityDocument> {
        let call = Call::of(&operations::LIST_DATA_ENTITY_DOCUMENTS)
            .path_param("entity_name", entity_name.as_ref())
            .query_opt("deleted", filter.deleted);
        filter.options.pages(self.client, call, &[])
    }

    /// Reads one document of an entity, by the entity's name and the document's key. Of a deleted one come some members, and
    /// `deleted` is set.
    ///
    /// `GET /v1/data-entities/{entity_name}/documents/{key}` (operation `get_data_entity_document`). Vendor's page:
    /// <https://docs.paketa.com.br/development/api-reference/endpoints/get-v-1-data-entities-entity-documents-key>. **As far as
    /// documented:** the names are inferred as those of [`documents`](Self::documents) are.
    ///
    /// # Errors
    /// Those of [all operations](DataEntities#errors).
    pub fn document(
        &self,
        entity_name: impl AsRef<str>,
        key: impl AsRef<str>,
        view: View,
    ) -> Request<DataEntityDocument> {
        let call = Call::of(&operations::GET_DATA_ENTITY_DOCUMENT)
            .path_param("entity_name", entity_name.as_ref())
            .path_param("key", key.as_ref());
        self.client.request(view.choose(call).read_json())
    }
}

/// Which data entities, or documents of one, to list, and how.
///
/// ```
/// use base39::{DataEntityFilter, Fields, ListOptions};
///
/// let filter = DataEntityFilter::default().options(ListOptions::default().fields(Fields::except(["value"])));
/// assert_eq!(filter.deleted, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DataEntityFilter {
    /// Only deleted ones, or only those that are not.
    ///
    /// Wire: `deleted`.
    pub deleted: Option<bool>,
    /// How the list is read: it takes all [`ListOptions`].
    pub options: ListOptions,
}

impl DataEntityFilter {
    /// Sets [`deleted`](field@Self::deleted).
    #[must_use]
    pub fn deleted(mut self, deleted: bool) -> Self {
        self.deleted = Some(deleted);
        self
    }

    /// Sets [`options`](field@Self::options).
    #[must_use]
    pub fn options(mut self, options: ListOptions) -> Self {
        self.options = options;
        self
    }
}

/// A data entity to create. What is not set is not sent.
///
/// ```
/// use base39::NewDataEntity;
///
/// let fields = serde_json::json!({ "plate": "string" });
/// let new = NewDataEntity::default().name("vehicles").schema(fields.as_object().cloned().unwrap_or_default());
/// assert_eq!(new.name.as_deref(), Some("vehicles"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewDataEntity {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What its documents have; the form of this description is free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Map<String, Value>>,
    /// How the entity is shown in the answer.
    #[serde(skip)]
    pub view: View,
}

impl NewDataEntity {
    /// Sets [`name`](field@Self::name).
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets [`schema`](field@Self::schema).
    #[must_use]
    pub fn schema(mut self, schema: Map<String, Value>) -> Self {
        self.schema = Some(schema);
        self
    }

    /// Sets [`view`](field@Self::view).
    #[must_use]
    pub fn view(mut self, view: View) -> Self {
        self.view = view;
        self
    }
}

/// A data entity. A choice of [`Fields`](crate::Fields) can leave out all but the id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DataEntity {
    /// Its id.
    pub id: DataEntityId,
    /// Its name, by which its documents are asked for.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it is locked; what that forbids is not documented.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub locked: Option<bool>,
    /// What its documents have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Map<String, Value>>,
    /// When it was created; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Whether it was deleted. The documented default is `false`.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
    /// Who created it; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub created_by: Option<Actor>,
    /// Who changed it last; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<Actor>,
}

impl Listed for DataEntity {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// A document of a data entity. A choice of [`Fields`](crate::Fields) can leave out all but the id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DataEntityDocument {
    /// Its id.
    pub id: DataEntityDocumentId,
    /// Its key, by which it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What it holds, which follows the entity's schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Map<String, Value>>,
    /// The entity it belongs to.
    #[serde(default, deserialize_with = "wire::if_readable", skip_serializing_if = "Option::is_none")]
    pub entity: Option<Reference<DataEntityId>>,
    /// When it was created; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Whether it was deleted. The documented default is `false`.
    #[serde(default, deserialize_with = "wire::optional_flag", skip_serializing_if = "Option::is_none")]
    pub deleted: Option<bool>,
    /// Who created it; `None` where that is absent or can't be read.
    #[serde(default, deserialize_with = "lenient::actor", skip_serializing_if = "Option::is_none")]
    pub created_by: Option<Actor>,
    /// Members after `created_by`, where the page is cut off.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Listed for DataEntityDocument {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

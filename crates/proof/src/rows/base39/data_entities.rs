//! Data entities and their documents.

use base39::{Client, DataEntityFilter, NewDataEntity, View, operations};

use super::super::{Row, as_it_is, data, one, paged};
use super::{all_options, backwards, least, note, view};

pub(super) fn rows() -> Vec<Row> {
    vec![
        paged::<Client, _>(
            &operations::LIST_DATA_ENTITIES,
            "data_entities().list(filter)",
            0,
            |c, ids| c.data_entities().list(DataEntityFilter::default().options(least(ids))),
            &[
                |c, _| c.data_entities().list(DataEntityFilter::default().deleted(true).options(all_options())),
                |c, _| c.data_entities().list(DataEntityFilter::default().options(backwards())),
            ],
            data,
        ),
        one::<Client, _>(
            &operations::CREATE_DATA_ENTITY,
            "data_entities().create(entity)",
            |c, _| c.data_entities().create(NewDataEntity::default()),
            &[|c, _| {
                let new = NewDataEntity::default().name("exemplos").schema(note());
                c.data_entities().create(new.view(view()))
            }],
            as_it_is,
        ),
        paged::<Client, _>(
            &operations::LIST_DATA_ENTITY_DOCUMENTS,
            "data_entities().documents(entity_name, filter)",
            0,
            |c, ids| {
                let filter = DataEntityFilter::default().options(least(ids));
                c.data_entities().documents(ids.id("data_entity_name"), filter)
            },
            &[
                |c, _| {
                    let filter = DataEntityFilter::default().deleted(true).options(all_options());
                    c.data_entities().documents("exemplos & cia", filter)
                },
                |c, _| c.data_entities().documents("exemplos", DataEntityFilter::default().options(backwards())),
            ],
            data,
        ),
        one::<Client, _>(
            &operations::GET_DATA_ENTITY_DOCUMENT,
            "data_entities().document(entity_name, key, view)",
            |c, ids| {
                let (entity, key) = (ids.id("data_entity_name"), ids.id("document_key"));
                c.data_entities().document(entity, key, View::default())
            },
            &[|c, _| c.data_entities().document("exemplos", "a/b", view())],
            as_it_is,
        ),
    ]
}

//! A small real cost model: what an instance consists of in a price list.
mod bindings {
    tollgate_guests::wit_bindgen::generate!({ path: "../../wit", world: "cost-plugin", runtime_path: "tollgate_guests::wit_bindgen::rt" });
}

use bindings::{exports::tollgate::plugin::cost::Guest, tollgate::plugin::types::CostItem};
use tollgate_guests::batch::{Batch, Kind, Resource};

tollgate_guests::manifest!(r#"{"id":"guest-cost","version":"1.0.0","api":"0.1.0","batch_format":1}"#);

struct Plugin;

impl Guest for Plugin {
    fn estimate(batch: Vec<u8>, _settings: Vec<u8>) -> Result<Vec<CostItem>, String> {
        let batch = Batch::open(&batch).map_err(|error| error.to_string())?;
        Ok(batch.resources_of("aws_instance").map(compute).collect())
    }
}

/// The hours of a month, of the type that is written; an unknown type leaves the quantity open and says so.
fn compute(instance: Resource<'_>) -> CostItem {
    let body = instance.body();
    let ty = body.get("instance_type");
    let known = ty.filter(|ty| ty.kind() == Kind::String);
    let hours = if known.is_some() { "730" } else { "" };
    CostItem {
        node: ty.map_or(body.index(), |ty| ty.index()),
        component: "Compute".into(),
        quantity_min: "0".into(),
        quantity: hours.into(),
        quantity_max: "744".into(),
        unit: "hour".into(),
        price_key: known.map_or_else(String::new, |ty| format!("aws/ec2/{}", ty.text())),
        assumption: match ty.and_then(|ty| ty.unknown()) {
            Some(unknown) => unknown.reason().into(),
            None => "runs all month".into(),
        },
        details: vec![("resource".into(), instance.address().into())],
    }
}

bindings::export!(Plugin with_types_in bindings);

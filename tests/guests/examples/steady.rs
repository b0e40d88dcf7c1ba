//! An honest neighbour: one finding for each resource, whatever the others do.
tollgate_guests::lint_guest!("steady");

use tollgate_guests::batch::Batch;

fn check(batch: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    let batch = Batch::open(&batch).map_err(|error| error.to_string())?;
    Ok(batch
        .resources()
        .map(|resource| {
            Verdict::Finding(Finding {
                rule: 0,
                node: resource.body().index(),
                certainty: Certainty::Definite,
                message: format!("`{}` was seen", resource.address()),
                why: "it is there".into(),
                help: String::new(),
                related: Vec::new(),
                edits: Vec::new(),
                details: Vec::new(),
            })
        })
        .collect())
}

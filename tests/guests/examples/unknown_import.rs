//! Imports a function that no host offers.
tollgate_guests::lint_guest!("unknown-import");

mod beam {
    tollgate_guests::wit_bindgen::generate!({
        inline: "
            package made:up@1.0.0;
            interface teleport { beam: func(to: string) -> u32; }
            world beamed { import teleport; }
        ",
        runtime_path: "tollgate_guests::wit_bindgen::rt",
    });
}

fn check(_: Vec<u8>, _: Vec<u8>) -> Result<Vec<Verdict>, String> {
    Err(beam::made::up::teleport::beam("anywhere").to_string())
}

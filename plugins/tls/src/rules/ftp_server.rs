//! Transfer Family servers that speak FTP.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "tls/ftp-server",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_transfer_server"],
    summary: "A file server speaks FTP, which sends passwords and files in clear text",
    page: include_str!("ftp_server.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R070"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, server: Resource<'_>) {
    if server.is_data() {
        return;
    }
    let protocols = server.attr("protocols");
    let mut undecided = protocols.may_have_more().then_some(protocols);
    for protocol in protocols.each() {
        let answer = protocol.judge(|protocol| protocol.string().test(|text| text == "FTP"));
        match answer {
            Answer::No => {}
            Answer::Unknown => undecided = Some(protocol),
            Answer::Yes | Answer::Possible => {
                let found = cx
                    .report(protocol, format!("`{}` speaks FTP", server.address()))
                    .because("FTP sends the password and the files in clear text: anyone who can see the network traffic reads both")
                    .help("replace `FTP` with `SFTP` or `FTPS`");
                if answer == Answer::Possible {
                    found.possible();
                }
                return;
            }
        }
    }
    if let Some(value) = undecided {
        cx.undecided(value);
    }
}

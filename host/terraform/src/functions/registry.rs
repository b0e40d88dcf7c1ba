//! The table of functions: names, parameters, and how each treats what it does not know.

use tollgate_ir::Type;

use super::{
    Call, Outcome, choose, dates, encoding, files, format, hashes, json, lists, maps, network, numbers, regexes, sets,
    strings, types, yaml,
};

pub(super) struct Param {
    pub(super) name: &'static str,
    pub(super) ty: fn() -> Type,
    /// Null is a value here, not an error.
    pub(super) null: bool,
}

/// When a call cannot be evaluated because of unknown arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknowns {
    /// As soon as anything in an argument is unknown.
    Whole,
    /// The function decides.
    Own,
}

/// Which marks the result takes on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spread {
    /// Those of everything in the arguments: the result is computed from it.
    Deep,
    /// Those of the arguments themselves: elements are passed on with their own.
    Top,
    /// The function decides.
    Own,
}

pub(super) struct Function {
    pub(super) name: &'static str,
    pub(super) params: &'static [Param],
    /// Any number of further arguments.
    pub(super) rest: Option<Param>,
    /// The type of an unknown result.
    pub(super) result: fn() -> Type,
    pub(super) unknowns: Unknowns,
    pub(super) spread: Spread,
    /// Looks into its arguments although it passes them on.
    measured: bool,
    pub(super) run: fn(&Call<'_>) -> Outcome,
}

impl Function {
    /// How many arguments it takes, for messages.
    pub(super) fn arity(&self) -> String {
        let count = match self.params.len() {
            1 => "1 argument".to_owned(),
            count => format!("{count} arguments"),
        };
        if self.rest.is_some() { format!("at least {count}") } else { count }
    }

    /// Whether a call looks at all parts of its arguments, rather than passing them on.
    pub(super) fn reads_everything(&self) -> bool {
        self.spread == Spread::Deep
            || self.measured
            || self.params.iter().chain(&self.rest).any(|param| (param.ty)().is_collection())
    }

    const fn rest(mut self, rest: Param) -> Self {
        self.rest = Some(rest);
        self
    }

    const fn unknowns(mut self, unknowns: Unknowns) -> Self {
        self.unknowns = unknowns;
        self
    }

    /// Passes elements on, unknown ones included.
    const fn passing(mut self) -> Self {
        self.unknowns = Unknowns::Own;
        self.spread = Spread::Top;
        self
    }

    const fn measured(mut self) -> Self {
        self.measured = true;
        self
    }

    const fn spread(mut self, spread: Spread) -> Self {
        self.spread = spread;
        self
    }
}

const fn f(
    name: &'static str,
    params: &'static [Param],
    result: fn() -> Type,
    run: fn(&Call<'_>) -> Outcome,
) -> Function {
    Function { name, params, rest: None, result, unknowns: Unknowns::Whole, spread: Spread::Deep, measured: false, run }
}

const fn p(name: &'static str, ty: fn() -> Type) -> Param {
    Param { name, ty, null: false }
}

const fn nullable(name: &'static str, ty: fn() -> Type) -> Param {
    Param { name, ty, null: true }
}

fn any() -> Type {
    Type::Any
}
fn string() -> Type {
    Type::String
}
fn number() -> Type {
    Type::Number
}
fn boolean() -> Type {
    Type::Bool
}
fn list() -> Type {
    Type::list(Type::Any)
}
fn strings_() -> Type {
    Type::list(Type::String)
}
fn numbers_() -> Type {
    Type::list(Type::Number)
}
fn bools() -> Type {
    Type::list(Type::Bool)
}
fn set() -> Type {
    Type::set(Type::Any)
}
fn map() -> Type {
    Type::map(Type::Any)
}
fn objects() -> Type {
    Type::list(Type::Any)
}
fn string_set() -> Type {
    Type::set(Type::String)
}
fn string_lists() -> Type {
    Type::map(Type::list(Type::String))
}

const STR: Param = p("string", string);
const PATH: Param = p("path", string);
const NUM: Param = p("number", number);
const OWN: Unknowns = Unknowns::Own;

/// In alphabetical order.
pub(super) const FUNCTIONS: &[Function] = &[
    f("abs", &[NUM], number, numbers::abs),
    f("abspath", &[PATH], string, files::abspath),
    f("alltrue", &[p("list", bools)], boolean, sets::alltrue).unknowns(OWN),
    f("anytrue", &[p("list", bools)], boolean, sets::anytrue).unknowns(OWN),
    f("base64decode", &[STR], string, encoding::base64decode),
    f("base64encode", &[STR], string, encoding::base64encode),
    f("base64gzip", &[STR], string, encoding::base64gzip),
    f("base64sha256", &[STR], string, hashes::base64sha256),
    f("base64sha512", &[STR], string, hashes::base64sha512),
    f("basename", &[PATH], string, files::basename),
    f("bcrypt", &[STR], string, hashes::bcrypt).rest(p("cost", number)),
    f("can", &[], boolean, types::lazy).rest(nullable("expression", any)),
    f("ceil", &[NUM], number, numbers::ceil),
    f("chomp", &[STR], string, strings::chomp),
    f("chunklist", &[p("list", list), p("size", number)], list, lists::chunklist).passing(),
    f("cidrhost", &[p("prefix", string), p("hostnum", number)], string, network::cidrhost),
    f("cidrnetmask", &[p("prefix", string)], string, network::cidrnetmask),
    f("cidrsubnet", &[p("prefix", string), p("newbits", number), p("netnum", number)], string, network::cidrsubnet),
    f("cidrsubnets", &[p("prefix", string)], strings_, network::cidrsubnets).rest(p("newbits", number)),
    f("coalesce", &[], any, choose::coalesce).rest(nullable("values", any)).passing().measured(),
    f("coalescelist", &[], any, choose::coalescelist).rest(nullable("lists", any)).passing(),
    f("compact", &[p("list", strings_)], strings_, lists::compact).passing(),
    f("concat", &[], any, lists::concat).rest(p("lists", any)).passing(),
    f("contains", &[p("list", any), p("value", any)], boolean, sets::contains).unknowns(OWN),
    f("csvdecode", &[STR], objects, encoding::csvdecode),
    f("dirname", &[PATH], string, files::dirname),
    f("distinct", &[p("list", list)], list, lists::distinct).passing(),
    f("element", &[p("list", any), p("index", number)], any, lists::element).passing(),
    f("endswith", &[STR, p("suffix", string)], boolean, strings::endswith),
    f("ephemeralasnull", &[nullable("value", any)], any, types::ephemeralasnull).unknowns(OWN).spread(Spread::Own),
    f("file", &[PATH], string, files::file),
    f("filebase64", &[PATH], string, files::filebase64),
    f("filebase64sha256", &[PATH], string, hashes::filebase64sha256),
    f("filebase64sha512", &[PATH], string, hashes::filebase64sha512),
    f("fileexists", &[PATH], boolean, files::fileexists),
    f("filemd5", &[PATH], string, hashes::filemd5),
    f("fileset", &[PATH, p("pattern", string)], string_set, files::fileset),
    f("filesha1", &[PATH], string, hashes::filesha1),
    f("filesha256", &[PATH], string, hashes::filesha256),
    f("filesha512", &[PATH], string, hashes::filesha512),
    f("flatten", &[p("list", any)], any, lists::flatten).passing().measured(),
    f("floor", &[NUM], number, numbers::floor),
    f("format", &[p("format", string)], string, format::format).rest(nullable("args", any)).unknowns(OWN),
    f("formatdate", &[p("format", string), p("time", string)], string, dates::formatdate),
    f("formatlist", &[p("format", string)], strings_, format::formatlist).rest(nullable("args", any)).unknowns(OWN),
    f("indent", &[p("spaces", number), STR], string, strings::indent),
    f("index", &[p("list", any), p("value", any)], number, lists::index).unknowns(OWN),
    f("issensitive", &[nullable("value", any)], boolean, types::issensitive).unknowns(OWN).spread(Spread::Own),
    f("join", &[p("separator", string)], string, strings::join).rest(p("lists", strings_)).unknowns(OWN),
    f("jsondecode", &[STR], any, json::jsondecode).unknowns(OWN),
    f("jsonencode", &[nullable("value", any)], string, json::jsonencode).unknowns(OWN).spread(Spread::Top).measured(),
    f("keys", &[p("map", any)], strings_, maps::keys).passing(),
    f("length", &[p("value", any)], number, lists::length).passing(),
    f("log", &[NUM, p("base", number)], number, numbers::log),
    f("lookup", &[p("map", any), p("key", string)], any, maps::lookup).rest(nullable("default", any)).passing(),
    f("lower", &[STR], string, strings::lower),
    f("matchkeys", &[p("values", list), p("keys", list), p("search", list)], list, lists::matchkeys),
    f("max", &[], number, numbers::max).rest(p("numbers", number)),
    f("md5", &[STR], string, hashes::md5),
    f("merge", &[], any, maps::merge).rest(nullable("maps", any)).passing(),
    f("min", &[], number, numbers::min).rest(p("numbers", number)),
    f("nonsensitive", &[nullable("value", any)], any, types::nonsensitive).unknowns(OWN).spread(Spread::Own),
    f("one", &[p("list", any)], any, choose::one).passing(),
    f("parseint", &[p("number", any), p("base", number)], number, numbers::parseint),
    f("pathexpand", &[PATH], string, files::pathexpand),
    f("plantimestamp", &[], string, hashes::timestamp),
    f("pow", &[NUM, p("power", number)], number, numbers::pow),
    f("range", &[], numbers_, lists::range).rest(p("limits", number)),
    f("regex", &[p("pattern", string), STR], any, regexes::regex).unknowns(OWN),
    f("regexall", &[p("pattern", string), STR], list, regexes::regexall).unknowns(OWN),
    f("replace", &[STR, p("substring", string), p("replacement", string)], string, strings::replace),
    f("reverse", &[p("list", any)], any, lists::reverse).passing(),
    f("rsadecrypt", &[p("ciphertext", string), p("privatekey", string)], string, encoding::rsadecrypt),
    f("sensitive", &[nullable("value", any)], any, types::sensitive).unknowns(OWN).spread(Spread::Own),
    f("setintersection", &[p("first_set", set)], set, sets::intersection).rest(p("other_sets", set)).passing(),
    f("setproduct", &[], any, sets::product).rest(p("sets", any)).passing().measured(),
    f("setsubtract", &[p("a", set), p("b", set)], set, sets::subtract).passing(),
    f("setunion", &[p("first_set", set)], set, sets::union).rest(p("other_sets", set)).passing(),
    f("sha1", &[STR], string, hashes::sha1),
    f("sha256", &[STR], string, hashes::sha256),
    f("sha512", &[STR], string, hashes::sha512),
    f("signum", &[NUM], number, numbers::signum),
    f("slice", &[p("list", any), p("start", number), p("end", number)], any, lists::slice).passing(),
    f("sort", &[p("list", strings_)], strings_, lists::sort),
    f("split", &[p("separator", string), STR], strings_, strings::split),
    f("startswith", &[STR, p("prefix", string)], boolean, strings::startswith).unknowns(OWN),
    f("strcontains", &[STR, p("substring", string)], boolean, strings::strcontains).unknowns(OWN),
    f("strrev", &[STR], string, strings::strrev),
    f("substr", &[STR, p("offset", number), p("length", number)], string, strings::substr).unknowns(OWN),
    f("sum", &[p("list", any)], number, numbers::sum),
    f("templatefile", &[PATH, p("vars", any)], any, files::templatefile).unknowns(OWN).spread(Spread::Top),
    f("templatestring", &[p("template", string), p("vars", any)], string, files::templatestring)
        .unknowns(OWN)
        .spread(Spread::Top),
    f("textdecodebase64", &[p("source", string), p("encoding", string)], string, encoding::textdecodebase64),
    f("textencodebase64", &[STR, p("encoding", string)], string, encoding::textencodebase64),
    f("timeadd", &[p("timestamp", string), p("duration", string)], string, dates::timeadd),
    f("timecmp", &[p("timestamp_a", string), p("timestamp_b", string)], number, dates::timecmp),
    f("timestamp", &[], string, hashes::timestamp),
    f("title", &[STR], string, strings::title),
    f("tobool", &[nullable("value", any)], boolean, types::tobool).passing().measured(),
    f("tolist", &[nullable("value", any)], list, types::tolist).passing().measured(),
    f("tomap", &[nullable("value", any)], map, types::tomap).passing().measured(),
    f("tonumber", &[nullable("value", any)], number, types::tonumber).passing().measured(),
    f("toset", &[nullable("value", any)], set, types::toset).passing().measured(),
    f("tostring", &[nullable("value", any)], string, types::tostring).passing().measured(),
    f("transpose", &[p("values", string_lists)], string_lists, maps::transpose),
    f("trim", &[STR, p("characters", string)], string, strings::trim),
    f("trimprefix", &[STR, p("prefix", string)], string, strings::trimprefix),
    f("trimspace", &[STR], string, strings::trimspace),
    f("trimsuffix", &[STR, p("suffix", string)], string, strings::trimsuffix),
    f("try", &[], any, types::lazy).rest(nullable("expressions", any)),
    f("upper", &[STR], string, strings::upper),
    f("urlencode", &[STR], string, encoding::urlencode),
    f("uuid", &[], string, hashes::uuid),
    f("uuidv5", &[p("namespace", string), p("name", string)], string, hashes::uuidv5),
    f("values", &[p("map", any)], any, maps::values).passing(),
    f("yamldecode", &[STR], any, yaml::yamldecode),
    f("yamlencode", &[nullable("value", any)], string, yaml::yamlencode).unknowns(OWN).spread(Spread::Top).measured(),
    f("zipmap", &[p("keys", strings_), p("values", any)], any, maps::zipmap).passing(),
];

//! A world without effects, for plugins whose toolchain expects an operating system.
//!
//! Each function a component imports from WASI becomes a stub built from its type: clocks stand still,
//! random numbers are the same in every run, environment and arguments are empty, there are no folders and
//! no network, writing to a standard stream goes to the log, and leaving is an error. Whatever can fail
//! fails. No stub does anything outside of the call's own state.

use wasmtime::{
    Engine, StoreContextMut,
    component::{
        Component, Linker, LinkerInstance, Resource, ResourceAny, ResourceType, Type, Val,
        types::{ComponentFunc, ComponentInstance, ComponentItem},
    },
};

use crate::{
    log::Stream,
    state::{Forbidden, State, charge},
};

/// Every resource of this world: a number that says which standard stream it is, if any.
struct Denied;

const NO_STREAM: u32 = 0;
const STDOUT: u32 = 1;
const STDERR: u32 = 2;
/// A plugin that wants more random bytes at once wants something else.
const MAX_RANDOM: u64 = 64 << 10;
/// What the standard streams say they take at once.
const ROOM: u64 = 64 << 10;

/// Defines all WASI imports of `component`. Other imports were refused before.
pub(crate) fn link(engine: &Engine, linker: &mut Linker<State>, component: &Component) -> wasmtime::Result<()> {
    for (name, import) in component.component_type().imports(engine) {
        if let ComponentItem::ComponentInstance(instance) = import.ty
            && name.starts_with("wasi:")
        {
            link_instance(engine, &mut linker.instance(name)?, name, &instance)?;
        }
    }
    Ok(())
}

fn link_instance(
    engine: &Engine,
    linker: &mut LinkerInstance<'_, State>,
    interface: &str,
    instance: &ComponentInstance,
) -> wasmtime::Result<()> {
    let interface = interface.split('@').next().unwrap_or(interface);
    for (name, export) in instance.exports(engine) {
        match export.ty {
            ComponentItem::ComponentFunc(_) => {
                let stub = Stub::of(interface, name);
                linker.func_new(name, move |store, ty, params, results| stub.call(store, &ty, params, results))?;
            }
            ComponentItem::Resource(_) => linker.resource(name, ResourceType::host::<Denied>(), |_, _| Ok(()))?,
            _ => {}
        }
    }
    Ok(())
}

/// What a function pretends. [`Stub::Refuse`] fits everything that is not named here, now and in later
/// versions of WASI.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stub {
    /// The answer that gives nothing: an error, nothing, zero, an empty list.
    Refuse,
    /// The answer that goes on: success, true, one.
    Accept,
    Stream(u32),
    Room,
    Write,
    RandomBytes,
    RandomNumbers,
    AllReady,
    Exit,
}

impl Stub {
    fn of(interface: &str, function: &str) -> Self {
        match (interface, function) {
            ("wasi:cli/exit", _) => Self::Exit,
            ("wasi:cli/stdout", _) => Self::Stream(STDOUT),
            ("wasi:cli/stderr", _) => Self::Stream(STDERR),
            ("wasi:io/streams", "[method]output-stream.check-write") => Self::Room,
            ("wasi:io/streams", "[method]output-stream.write" | "[method]output-stream.blocking-write-and-flush") => {
                Self::Write
            }
            ("wasi:io/streams", "[method]output-stream.flush" | "[method]output-stream.blocking-flush") => Self::Accept,
            ("wasi:io/poll", "[method]pollable.ready") => Self::Accept,
            ("wasi:io/poll", "poll") => Self::AllReady,
            ("wasi:clocks/monotonic-clock" | "wasi:clocks/wall-clock", "resolution") => Self::Accept,
            ("wasi:random/random" | "wasi:random/insecure", name) if name.ends_with("bytes") => Self::RandomBytes,
            ("wasi:random/random" | "wasi:random/insecure" | "wasi:random/insecure-seed", _) => Self::RandomNumbers,
            _ => Self::Refuse,
        }
    }

    fn call(
        self,
        mut store: StoreContextMut<'_, State>,
        ty: &ComponentFunc,
        params: &[Val],
        results: &mut [Val],
    ) -> wasmtime::Result<()> {
        charge(&mut store, params.iter().map(weight).sum())?;
        if self == Self::Exit {
            return Err(Forbidden("it tried to end the process".into()).into());
        }
        for (result, ty) in results.iter_mut().zip(ty.results()) {
            *result = match self {
                Self::Refuse => answer(&mut store, &ty, &Answer::REFUSAL)?,
                Self::Accept | Self::Write => answer(&mut store, &ty, &Answer { number: || 1, ..Answer::SUCCESS })?,
                Self::Stream(stream) => answer(&mut store, &ty, &Answer { stream, ..Answer::SUCCESS })?,
                Self::Room => answer(&mut store, &ty, &Answer { number: || ROOM, ..Answer::SUCCESS })?,
                Self::RandomBytes => random_bytes(&mut store, params)?,
                Self::RandomNumbers => random_numbers(&mut store, &ty)?,
                Self::AllReady => all_ready(params),
                Self::Exit => Val::Bool(false),
            };
        }
        if let (Self::Write, [Val::Resource(stream), Val::List(bytes)]) = (self, params) {
            return write(&mut store, *stream, bytes);
        }
        // A borrowed handle that is not given back is an error, an owned one would fill the table.
        params.iter().try_for_each(|param| drop_handles(&mut store, param))
    }
}

/// How to answer with a value of any type.
struct Answer {
    succeeds: bool,
    number: fn() -> u64,
    stream: u32,
}

impl Answer {
    const REFUSAL: Self = Self { succeeds: false, number: || 0, stream: NO_STREAM };
    const SUCCESS: Self = Self { succeeds: true, number: || 0, stream: NO_STREAM };
}

/// The words for "no" among the error cases of WASI, best first.
const REFUSALS: [&str; 7] =
    ["access-denied", "not-permitted", "access", "HTTP-request-denied", "closed", "unsupported", "not-supported"];

#[expect(clippy::cast_possible_truncation, reason = "numbers here are small")]
fn answer(store: &mut StoreContextMut<'_, State>, ty: &Type, how: &Answer) -> wasmtime::Result<Val> {
    let number = (how.number)();
    Ok(match ty {
        Type::Bool => Val::Bool(number != 0),
        Type::S8 => Val::S8(number as i8),
        Type::U8 => Val::U8(number as u8),
        Type::S16 => Val::S16(number as i16),
        Type::U16 => Val::U16(number as u16),
        Type::S32 => Val::S32(number as i32),
        Type::U32 => Val::U32(number as u32),
        Type::S64 => Val::S64(number as i64),
        Type::U64 => Val::U64(number),
        Type::Float32 => Val::Float32(0.0),
        Type::Float64 => Val::Float64(0.0),
        Type::Char => Val::Char(' '),
        Type::String => Val::String(String::new()),
        Type::List(_) => Val::List(Vec::new()),
        Type::Map(_) => Val::Map(Vec::new()),
        Type::Record(record) => Val::Record(
            record
                .fields()
                .map(|field| Ok((field.name.to_owned(), answer(store, &field.ty, how)?)))
                .collect::<wasmtime::Result<_>>()?,
        ),
        Type::Tuple(tuple) => {
            Val::Tuple(tuple.types().map(|ty| answer(store, &ty, how)).collect::<wasmtime::Result<_>>()?)
        }
        Type::Variant(variant) => {
            let cases: Vec<_> = variant.cases().map(|case| (case.name.to_owned(), case.ty)).collect();
            let at = refusal(cases.iter().map(|(name, _)| name.as_str()));
            let (name, ty) = cases.get(at).ok_or_else(|| no_answer("a variant without cases"))?;
            let payload = ty.as_ref().map(|ty| answer(store, ty, how)).transpose()?;
            Val::Variant(name.clone(), payload.map(Box::new))
        }
        Type::Enum(cases) => {
            let at = refusal(cases.names());
            Val::Enum(cases.names().nth(at).ok_or_else(|| no_answer("an enum without cases"))?.to_owned())
        }
        Type::Option(_) => Val::Option(None),
        Type::Result(result) => {
            // Where only success exists there is nothing else to say.
            let side = if how.succeeds { result.ok() } else { result.err() };
            let payload = side.map(|ty| answer(store, &ty, how)).transpose()?.map(Box::new);
            Val::Result(if how.succeeds { Ok(payload) } else { Err(payload) })
        }
        Type::Flags(_) => Val::Flags(Vec::new()),
        Type::Own(_) => {
            Val::Resource(ResourceAny::try_from_resource(Resource::<Denied>::new_own(how.stream), &mut *store)?)
        }
        Type::Borrow(_) | Type::Future(_) | Type::Stream(_) | Type::ErrorContext | Type::FixedLengthList(_) => {
            return Err(no_answer("a value of this type"));
        }
    })
}

fn refusal<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    let names: Vec<_> = names.collect();
    REFUSALS.iter().find_map(|wanted| names.iter().position(|name| name == wanted)).unwrap_or(0)
}

fn no_answer(what: &str) -> wasmtime::Error {
    Forbidden(format!("it called a WASI function that would answer with {what}, which nobody offers")).into()
}

/// Logs what goes to a standard stream. Looking at the handle gives it back.
fn write(store: &mut StoreContextMut<'_, State>, stream: ResourceAny, bytes: &[Val]) -> wasmtime::Result<()> {
    let stream = match stream.try_into_resource::<Denied>(&mut *store)?.rep() {
        STDOUT => Stream::Out,
        STDERR => Stream::Err,
        _ => return Ok(()),
    };
    let bytes = bytes.iter().map(|byte| if let Val::U8(byte) = byte { *byte } else { b'?' });
    store.data_mut().log.write(stream, bytes);
    Ok(())
}

fn random_bytes(store: &mut StoreContextMut<'_, State>, params: &[Val]) -> wasmtime::Result<Val> {
    let len = match params {
        [Val::U64(len)] if *len <= MAX_RANDOM => *len,
        _ => return Err(Forbidden(format!("it asked for more than {MAX_RANDOM} random bytes at once")).into()),
    };
    charge(store, usize::try_from(len).unwrap_or(usize::MAX))?;
    Ok(Val::List((0..len).map(|_| Val::U8(store.data_mut().random().to_le_bytes()[0])).collect()))
}

fn random_numbers(store: &mut StoreContextMut<'_, State>, ty: &Type) -> wasmtime::Result<Val> {
    match ty {
        Type::U64 => Ok(Val::U64(store.data_mut().random())),
        Type::Tuple(tuple) => {
            let parts = tuple.types().map(|ty| random_numbers(store, &ty)).collect::<wasmtime::Result<_>>()?;
            Ok(Val::Tuple(parts))
        }
        ty => answer(store, ty, &Answer::REFUSAL),
    }
}

/// Whoever waits in a world where no time passes would wait forever.
fn all_ready(params: &[Val]) -> Val {
    let count = match params {
        [Val::List(pollables)] => pollables.len(),
        _ => 0,
    };
    Val::List((0..u32::try_from(count).unwrap_or(u32::MAX)).map(Val::U32).collect())
}

fn drop_handles(store: &mut StoreContextMut<'_, State>, value: &Val) -> wasmtime::Result<()> {
    match value {
        Val::Resource(handle) => handle.resource_drop(&mut *store),
        Val::List(items) | Val::Tuple(items) | Val::FixedLengthList(items) => {
            items.iter().try_for_each(|item| drop_handles(store, item))
        }
        Val::Record(fields) => fields.iter().try_for_each(|(_, item)| drop_handles(store, item)),
        Val::Map(entries) => entries.iter().try_for_each(|(key, item)| {
            drop_handles(store, key)?;
            drop_handles(store, item)
        }),
        Val::Variant(_, Some(item)) | Val::Option(Some(item)) | Val::Result(Ok(Some(item)) | Err(Some(item))) => {
            drop_handles(store, item)
        }
        _ => Ok(()),
    }
}

/// Roughly the bytes that carrying `value` over took.
fn weight(value: &Val) -> usize {
    match value {
        Val::String(text) => text.len(),
        Val::List(items) | Val::Tuple(items) | Val::FixedLengthList(items) => {
            // Plain elements, bytes above all, need no look at each.
            if matches!(items.first(), Some(Val::U8(_))) { items.len() } else { items.iter().map(weight).sum() }
        }
        Val::Record(fields) => fields.iter().map(|(_, item)| weight(item)).sum(),
        Val::Variant(_, Some(item)) | Val::Option(Some(item)) => weight(item),
        _ => size_of::<u64>(),
    }
}

//! Which functions there are.

use std::collections::{BTreeMap, BTreeSet};

use crate::Version;

use super::FAMILIES;

/// Every name that Helm 3.17.3 knows, found by asking it for those that Sprig 3.3.0 and its own documents have.
const KNOWN: &str = "
    abbrev abbrevboth add add1 add1f addf adler32sum ago all and any append atoi b32dec b32enc b64dec b64enc base
    bcrypt biggest buildCustomCert call camelcase cat ceil chunk clean coalesce compact concat contains date
    dateInZone dateModify date_in_zone date_modify decryptAES deepCopy deepEqual default derivePassword dict dig dir
    div divf duration durationRound empty encryptAES eq ext fail first float64 floor fromJson fromJsonArray fromToml
    fromYaml fromYamlArray ge genCA genCAWithKey genPrivateKey genSelfSignedCert genSelfSignedCertWithKey
    genSignedCert genSignedCertWithKey get getHostByName gt has hasKey hasPrefix hasSuffix hello html htmlDate
    htmlDateInZone htpasswd include indent index initial initials int int64 isAbs join js kebabcase keys kindIs
    kindOf last le len list lookup lower lt max maxf merge mergeOverwrite min minf mod mul mulf mustAppend mustChunk
    mustCompact mustDateModify mustDeepCopy mustFirst mustFromJson mustHas mustInitial mustLast mustMerge
    mustMergeOverwrite mustPrepend mustPush mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll
    mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse mustSlice mustToDate mustToJson mustToPrettyJson
    mustToRawJson mustUniq mustWithout must_date_modify ne nindent nospace not now omit or osBase osClean osDir
    osExt osIsAbs pick pluck plural prepend print printf println push quote randAlpha randAlphaNum randAscii
    randBytes randInt randNumeric regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll
    regexReplaceAllLiteral regexSplit repeat replace required rest reverse round semver semverCompare seq set
    sha1sum sha256sum sha512sum shuffle slice snakecase sortAlpha split splitList splitn squote sub subf substr
    swapcase ternary title toDate toDecimal toJson toPrettyJson toRawJson toString toStrings toToml toYaml
    toYamlPretty tpl trim trimAll trimPrefix trimSuffix trimall trunc tuple typeIs typeIsLike typeOf uniq unixEpoch
    unset until untilStep untitle upper urlJoin urlParse urlquery uuidv4 values without wrap wrapWith
";

#[test]
fn all_functions_of_helm_are_known() {
    let missing: Vec<&str> =
        KNOWN.split_whitespace().filter(|name| !crate::exec::knows(name, Version::V3_17)).collect();
    assert!(missing.is_empty(), "{} are missing: {missing:?}", missing.len());
}

#[test]
fn no_other_functions_are_known() {
    let known: BTreeSet<&str> = KNOWN.split_whitespace().collect();
    let others: Vec<&str> = FAMILIES
        .iter()
        .flat_map(|family| family.iter())
        .map(|one| one.name)
        .filter(|name| !known.contains(name))
        .collect();
    assert!(others.is_empty(), "{others:?}");
}

#[test]
fn each_function_is_in_one_family() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for function in FAMILIES.iter().flat_map(|family| family.iter()) {
        *counts.entry(function.name).or_default() += 1;
    }
    counts.retain(|_, count| *count > 1);
    assert!(counts.is_empty(), "{counts:?}");
}

//! Reading TOML tables key by key, remembering where everything stood.
//!
//! Every key that is asked for becomes known; what is left over at the end is reported as unknown.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::finding::{Findings, Problem};
use crate::suggestion::nearest;

/// A value and the octets of the text it was read from.
#[derive(Debug, Clone)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) span: Range<usize>,
}

/// One table of the text.
pub(crate) struct Fields<'a> {
    table: &'a DeTable<'a>,
    span: Range<usize>,
    /// What the table is called in findings.
    place: &'static str,
    known: RefCell<Vec<&'static str>>,
    findings: &'a Findings<'a>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(
        table: &'a DeTable<'a>,
        span: Range<usize>,
        place: &'static str,
        findings: &'a Findings<'a>,
    ) -> Fields<'a> {
        Fields { table, span, place, known: RefCell::default(), findings }
    }

    pub(crate) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    pub(crate) fn findings(&self) -> &'a Findings<'a> {
        self.findings
    }

    /// The value of `key` as it stands there.
    pub(crate) fn value(&self, key: &'static str) -> Option<At<&'a DeValue<'a>>> {
        self.known.borrow_mut().push(key);
        let (_, value) = self.table.iter().find(|(name, _)| name.get_ref().as_ref() == key)?;
        Some(at(value))
    }

    pub(crate) fn has(&self, key: &'static str) -> bool {
        self.value(key).is_some()
    }

    pub(crate) fn string(&self, key: &'static str) -> Option<At<&'a str>> {
        let value = self.value(key)?;
        match value.value {
            DeValue::String(text) => Some(At { value: text.as_ref(), span: value.span }),
            other => self.wrong_type(key, "a string", other, value.span),
        }
    }

    /// The string of `key`, read by `parse`.
    pub(crate) fn parsed<T>(&self, key: &'static str, parse: impl FnOnce(&str) -> Result<T, Problem>) -> Option<At<T>> {
        let text = self.string(key)?;
        self.checked(text, parse)
    }

    /// As [`Fields::parsed`], and a finding if the key is missing.
    pub(crate) fn required<T>(
        &self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<At<T>> {
        if !self.has(key) {
            self.findings.add(self.span(), Problem::MissingKey { key, place: self.place });
            return None;
        }
        self.parsed(key, parse)
    }

    /// The strings of `key`, each read by `parse`; `None` if the key is missing.
    pub(crate) fn list<T>(&self, key: &'static str, parse: impl Fn(&str) -> Result<T, Problem>) -> Option<Vec<At<T>>> {
        let items = self.items(key, "an array of strings")?;
        let texts = items.into_iter().filter_map(|item| match item.value {
            DeValue::String(text) => Some(At { value: text.as_ref(), span: item.span }),
            other => self.wrong_type(key, "an array of strings", other, item.span),
        });
        Some(texts.filter_map(|text| self.checked(text, &parse)).collect())
    }

    /// The elements of the array of `key`; `None` if the key is missing.
    pub(crate) fn items(&self, key: &'static str, expected: &'static str) -> Option<Vec<At<&'a DeValue<'a>>>> {
        let value = self.value(key)?;
        match value.value {
            DeValue::Array(array) => Some(array.iter().map(at).collect()),
            other => self.wrong_type(key, expected, other, value.span),
        }
    }

    /// The tables of the array of `key`; none if the key is missing.
    pub(crate) fn tables(&self, key: &'static str, place: &'static str) -> Vec<Fields<'a>> {
        let items = self.items(key, "an array of tables").unwrap_or_default();
        items.into_iter().filter_map(|item| self.as_table(key, item, place)).collect()
    }

    /// The table of `key`.
    pub(crate) fn table(&self, key: &'static str, place: &'static str) -> Option<Fields<'a>> {
        self.as_table(key, self.value(key)?, place)
    }

    pub(crate) fn as_table(
        &self,
        key: &'static str,
        item: At<&'a DeValue<'a>>,
        place: &'static str,
    ) -> Option<Fields<'a>> {
        match item.value {
            DeValue::Table(table) => Some(Fields::new(table, item.span, place, self.findings)),
            other => self.wrong_type(key, "a table", other, item.span),
        }
    }

    pub(crate) fn bool(&self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        match value.value {
            DeValue::Boolean(truth) => Some(*truth),
            other => self.wrong_type(key, "true or false", other, value.span),
        }
    }

    /// The whole number of `key`, if it is at least `least` and fits in 32 bits.
    pub(crate) fn u32(&self, key: &'static str, least: u32) -> Option<At<u32>> {
        let value = self.value(key)?;
        let DeValue::Integer(integer) = value.value else {
            return self.wrong_type(key, "a whole number", value.value, value.span);
        };
        match u32::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(number) if number >= least => Some(At { value: number, span: value.span }),
            Ok(_) | Err(_) => {
                let problem = Problem::OutOfRange { key, least: i64::from(least), most: i64::from(u32::MAX) };
                self.findings.add(value.span, problem);
                None
            }
        }
    }

    /// Every key and value, for tables whose keys are names.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (At<&'a str>, At<&'a DeValue<'a>>)> {
        self.table.iter().map(|(key, value)| (At { value: key.get_ref().as_ref(), span: key.span() }, at(value)))
    }

    /// Adds a finding about the value of `key`, or about the table if it has no such key.
    pub(crate) fn complain(&self, key: &'static str, problem: Problem) {
        let span = self.value(key).map_or(self.span(), |value| value.span);
        self.findings.add(span, problem);
    }

    /// Reports two keys that stand side by side and must not.
    pub(crate) fn exclude(&self, first: &'static str, second: &'static str) {
        if self.has(first) && self.has(second) {
            self.complain(second, Problem::Contradiction { first, second });
        }
    }

    /// Reports the keys nobody asked for.
    pub(crate) fn finish(self) {
        let known = self.known.into_inner();
        for (key, _) in self.table.iter() {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let suggestion = nearest(name, known.iter().copied());
                let problem = Problem::UnknownKey { key: name.into(), place: self.place, suggestion };
                self.findings.add(key.span(), problem);
            }
        }
    }

    pub(crate) fn checked<T>(&self, text: At<&str>, parse: impl FnOnce(&str) -> Result<T, Problem>) -> Option<At<T>> {
        match parse(text.value) {
            Ok(value) => Some(At { value, span: text.span }),
            Err(problem) => {
                self.findings.add(text.span, problem);
                None
            }
        }
    }

    pub(crate) fn wrong_type<T>(
        &self,
        key: &str,
        expected: &'static str,
        found: &DeValue<'_>,
        span: Range<usize>,
    ) -> Option<T> {
        let problem = Problem::WrongType { key: key.into(), expected, found: kind(found) };
        self.findings.add(span, problem);
        None
    }
}

fn at<'a>(value: &'a Spanned<DeValue<'a>>) -> At<&'a DeValue<'a>> {
    At { value: value.get_ref(), span: value.span() }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a time",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

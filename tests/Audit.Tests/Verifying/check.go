// Checks the log with the packages tlog and note of golang.org/x/mod, which Go itself uses for its checksum database.
//
//	check <log address> <public key> <file with an earlier checkpoint>
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func main() {
	if err := check(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(address, key, earlierFile string) error {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return err
	}
	text, err := get(address + "/checkpoint")
	if err != nil {
		return err
	}
	tree, err := open(text, verifier)
	if err != nil {
		return err
	}
	text, err = os.ReadFile(earlierFile)
	if err != nil {
		return err
	}
	earlier, err := open(text, verifier)
	if err != nil {
		return err
	}

	hashes := tlog.TileHashReader(tree, tiles(address))
	proof, err := tlog.ProveTree(tree.N, earlier.N, hashes)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, earlier.N, earlier.Hash); err != nil {
		return err
	}

	for first := int64(0); first < tree.N; first += 1 << height {
		if err := checkBundle(address, tree, hashes, first); err != nil {
			return err
		}
	}
	fmt.Printf("%d entries, since %d\n", tree.N, earlier.N)
	return nil
}

func open(text []byte, verifier note.Verifier) (tree tlog.Tree, err error) {
	signed, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	copy(tree.Hash[:], root)
	return tree, err
}

func checkBundle(address string, tree tlog.Tree, hashes tlog.HashReader, first int64) error {
	width := tree.N - first
	if width > 1<<height {
		width = 1 << height
	}
	tile := tlog.Tile{H: height, L: 0, N: first >> height, W: int(width)}
	bundle, err := get(address + strings.Replace(path(tile), "/tile/0/", "/tile/entries/", 1))
	if err != nil {
		return err
	}
	for i := first; i < first+width; i++ {
		length := int(binary.BigEndian.Uint16(bundle))
		entry := bundle[2 : 2+length]
		bundle = bundle[2+length:]
		proof, err := tlog.ProveRecord(tree.N, i, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, i, tlog.RecordHash(entry)); err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
	}
	if len(bundle) != 0 {
		return fmt.Errorf("bundle %d is too long", tile.N)
	}
	return nil
}

// tiles reads tiles from the address of a log; the package checks them against the tree itself.
type tiles string

func (t tiles) Height() int { return height }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, len(wanted))
	for i, tile := range wanted {
		var err error
		if read[i], err = get(string(t) + path(tile)); err != nil {
			return nil, err
		}
	}
	return read, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// path is that of tlog-tiles: without the height, which Go's package writes first.
func path(tile tlog.Tile) string {
	return "/" + strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
}

func get(address string) ([]byte, error) {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("AUDITOR_TOKEN"))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", address, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

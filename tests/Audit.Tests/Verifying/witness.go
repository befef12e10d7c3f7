// A witness of one log (C2SP tlog-witness and tlog-cosignature), with the packages tlog and note of golang.org/x/mod.
//
//	witness <name> <public key of the log>
//
// It prints its address and its public key, and ends when its standard input does.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type witness struct {
	name string
	id   []byte
	key  ed25519.PrivateKey
	log  note.Verifier

	mutex sync.Mutex
	known tlog.Tree
}

func main() {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	fail(err)
	log, err := note.NewVerifier(os.Args[2])
	fail(err)
	typed := append([]byte{4}, public...)
	id := sha256.Sum256(append([]byte(os.Args[1]+"\n"), typed...))
	w := &witness{name: os.Args[1], id: id[:4], key: private, log: log}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	fail(err)
	fmt.Printf("http://%s/\n%s+%x+%s\n", listener.Addr(), w.name, w.id, base64.StdEncoding.EncodeToString(typed))
	http.HandleFunc("/add-checkpoint", w.addCheckpoint)
	go http.Serve(listener, nil)
	io.Copy(io.Discard, os.Stdin)
}

func (w *witness) addCheckpoint(response http.ResponseWriter, request *http.Request) {
	body, _ := io.ReadAll(request.Body)
	head, text, found := bytes.Cut(body, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || !strings.HasPrefix(lines[0], "old ") {
		http.Error(response, "no request", http.StatusBadRequest)
		return
	}
	old, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "old "), 10, 64)
	if err != nil {
		http.Error(response, "no size", http.StatusBadRequest)
		return
	}
	var proof tlog.TreeProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			http.Error(response, "no hash", http.StatusBadRequest)
			return
		}
		proof = append(proof, hash)
	}
	signed, err := note.Open(text, note.VerifierList(w.log))
	if err != nil {
		http.Error(response, err.Error(), http.StatusForbidden)
		return
	}
	tree, err := parse(signed.Text)
	if err != nil || old > tree.N {
		http.Error(response, "no checkpoint", http.StatusBadRequest)
		return
	}

	w.mutex.Lock()
	defer w.mutex.Unlock()
	switch {
	case old != w.known.N:
		response.Header().Set("Content-Type", "text/x.tlog.size")
		response.WriteHeader(http.StatusConflict)
		fmt.Fprintf(response, "%d\n", w.known.N)
	case old == tree.N && old > 0 && tree.Hash != w.known.Hash:
		http.Error(response, "another root", http.StatusConflict)
	case old == 0 && len(proof) > 0, old > 0 && tlog.CheckTree(proof, tree.N, tree.Hash, old, w.known.Hash) != nil:
		http.Error(response, "no proof", http.StatusUnprocessableEntity)
	default:
		w.known = tree
		fmt.Fprint(response, w.cosign(signed.Text))
	}
}

func (w *witness) cosign(text string) string {
	now := uint64(time.Now().Unix())
	signature := ed25519.Sign(w.key, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", now, text)))
	bytes := binary.BigEndian.AppendUint64(append([]byte{}, w.id...), now)
	return fmt.Sprintf("— %s %s\n", w.name, base64.StdEncoding.EncodeToString(append(bytes, signature...)))
}

func parse(text string) (tree tlog.Tree, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return tree, fmt.Errorf("no checkpoint")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

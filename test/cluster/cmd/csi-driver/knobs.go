package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// knobs make the driver misbehave on demand. They stand in a JSON file that is read anew at every call, so a test turns
// them at run time: {"rules": [rule, …]}. The first rule that matches counts. A changed file starts all counts anew.
type knobs struct {
	driver string
	file   string
	mu     sync.Mutex
	hash   [sha256.Size]byte
	now    struct{ Rules []*rule }
	used   map[string]int
}

// rule: names are globs and match everything when absent.
type rule struct {
	Driver    string `json:"driver"`
	Namespace string `json:"namespace"` // of the claim
	Claim     string `json:"claim"`
	Snapshot  string `json:"snapshot"` // name of the VolumeSnapshot

	CutDelaySeconds   float64  `json:"cutDelaySeconds"`   // from the first request to the cut
	ReadyDelaySeconds float64  `json:"readyDelaySeconds"` // from the cut to ready_to_use
	FailBeforeCut     *failure `json:"failBeforeCut"`     // no snapshot was made
	FailAfterCut      *failure `json:"failAfterCut"`      // it was made, yet the call says it failed
	FailProvision     *failure `json:"failProvision"`     // CreateVolume
	FailPublish       *failure `json:"failPublish"`       // NodePublishVolume
	FailDelete        *failure `json:"failDelete"`        // DeleteSnapshot
}

// failure: without times it is for ever; times counts per volume or snapshot. Code is a gRPC code's name, INTERNAL if absent.
type failure struct {
	Times   *int   `json:"times"`
	Message string `json:"message"`
	Code    string `json:"code"`
}

// subject is what a call is about.
type subject struct{ namespace, claim, snapshot string }

func (k *knobs) match(s subject) *rule {
	k.mu.Lock()
	defer k.mu.Unlock()
	content, err := os.ReadFile(k.file)
	if err != nil {
		content = []byte("{}")
	}
	if hash := sha256.Sum256(content); hash != k.hash || k.used == nil {
		k.hash, k.used, k.now.Rules = hash, map[string]int{}, nil
		if err := json.Unmarshal(content, &k.now); err != nil {
			log.Printf("knobs: %v", err)
		}
	}
	for _, r := range k.now.Rules {
		isClaim := globs(r.Namespace, s.namespace) && globs(r.Claim, s.claim)
		if globs(r.Driver, k.driver) && isClaim && globs(r.Snapshot, s.snapshot) {
			return r
		}
	}
	return &rule{}
}

func globs(pattern, name string) bool {
	if pattern == "" {
		return true
	}
	matched, err := path.Match(pattern, name)
	return err == nil && matched
}

// fail returns the error that the knob asks for on this call, and counts it. `what` tells the failures of one rule apart.
func (k *knobs) fail(f *failure, what, id string) error {
	if f == nil {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	key := what + " " + id
	if f.Times != nil && k.used[key] >= *f.Times {
		return nil
	}
	k.used[key]++
	code := codes.Internal
	if f.Code != "" {
		if err := code.UnmarshalJSON([]byte(fmt.Sprintf("%q", f.Code))); err != nil {
			log.Printf("knobs: %v", err)
		}
	}
	message := f.Message
	if message == "" {
		message = "the driver was told to fail " + what
	}
	return status.Error(code, message)
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// kind is a folder of subvolumes in the pool, and of their records under records/.
type kind string

const (
	volumes   kind = "volumes"
	snapshots kind = "snapshots"
)

// record is what the driver remembers of a subvolume; its file is written last, so one without a record is half made.
type record struct {
	ID        string
	Name      string
	Source    string // volume or snapshot it was made from
	Block     bool
	SizeBytes int64
	CreatedAt time.Time
	ReadyAt   time.Time // snapshots: not ready to use before
	Claim     string    // name of the claim a volume was first made for
	Namespace string    // and its namespace
}

// pool is one driver's folder of a btrfs file system. Files, not memory, are the truth: the driver may be killed at
// any time, and a test may remove a snapshot behind its back.
type pool struct {
	root string
	mu   sync.Mutex
}

var errAbsent = errors.New("no such volume or snapshot")

func openPool(root string) (*pool, error) {
	for _, k := range []kind{volumes, snapshots} {
		for _, dir := range []string{string(k), "records/" + string(k)} {
			if err := os.MkdirAll(filepath.Join(root, dir), 0o711); err != nil {
				return nil, err
			}
		}
	}
	return &pool{root: root}, nil
}

func (p *pool) path(k kind, id string) string { return filepath.Join(p.root, string(k), id) }

// disk is the file behind a block volume.
func (p *pool) disk(k kind, id string) string { return filepath.Join(p.path(k, id), "disk.img") }

func (p *pool) recordFile(k kind, id string) string {
	return filepath.Join(p.root, "records", string(k), id+".json")
}

// load returns errAbsent for an id that was never made, was deleted, or could not be one of ours.
func (p *pool) load(k kind, id string) (*record, error) {
	if id == "" || strings.ContainsAny(id, "/.") {
		return nil, errAbsent
	}
	content, err := os.ReadFile(p.recordFile(k, id))
	if errors.Is(err, os.ErrNotExist) {
		return nil, errAbsent
	}
	if err != nil {
		return nil, err
	}
	r := &record{}
	return r, json.Unmarshal(content, r)
}

func (p *pool) save(k kind, r *record) error {
	content, err := json.Marshal(r)
	if err != nil {
		return err
	}
	unfinished := p.recordFile(k, r.ID) + ".unfinished"
	if err := os.WriteFile(unfinished, content, 0o600); err != nil {
		return err
	}
	return os.Rename(unfinished, p.recordFile(k, r.ID))
}

func (p *pool) list(k kind) ([]*record, error) {
	entries, err := os.ReadDir(filepath.Join(p.root, "records", string(k)))
	if err != nil {
		return nil, err
	}
	var found []*record
	for _, entry := range entries {
		id, isRecord := strings.CutSuffix(entry.Name(), ".json")
		if !isRecord {
			continue
		}
		if r, err := p.load(k, id); err == nil {
			found = append(found, r)
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].ID < found[j].ID })
	return found, nil
}

// create makes a subvolume, a copy of source if there is one, after removing what a killed driver left half made.
func (p *pool) create(dst, source string, readOnly bool) error {
	if _, err := os.Stat(dst); err == nil {
		if err := run("btrfs", "subvolume", "delete", dst); err != nil {
			return err
		}
	}
	if source == "" {
		return run("btrfs", "subvolume", "create", dst)
	}
	p.flush()
	if readOnly {
		return run("btrfs", "subvolume", "snapshot", "-r", source, dst)
	}
	return run("btrfs", "subvolume", "snapshot", source, dst)
}

// delete succeeds when there is nothing to delete, as the CSI specification asks.
func (p *pool) delete(k kind, id string) error {
	if _, err := p.load(k, id); err != nil {
		return nil
	}
	if _, err := os.Stat(p.path(k, id)); err == nil {
		if err := run("btrfs", "subvolume", "delete", p.path(k, id)); err != nil {
			return err
		}
	}
	return os.Remove(p.recordFile(k, id))
}

// flush brings a loop device's dirty pages into the file that a snapshot is about to copy.
func (p *pool) flush() {
	if dir, err := os.Open(p.root); err == nil {
		_ = unix.Syncfs(int(dir.Fd()))
		_ = dir.Close()
	}
}

func run(name string, args ...string) error {
	output, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %v: %w: %s", name, args, err, output)
	}
	return nil
}

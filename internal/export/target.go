package export

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/lore-lrs/lore/internal/problem"
)

// target is where files go.
type target interface {
	// scratch is the directory in which a file is written before it is put.
	scratch() (string, error)
	// put has the file take the place of what is called name: a reader sees the
	// one or the other as a whole. The file is gone afterwards, or of no use.
	put(ctx context.Context, name, file string) error
}

// openTarget returns the target that an address names: a directory, or
// s3://ENDPOINT/BUCKET/PREFIX?region=R&tls=false. It does not look whether
// anything is there. Errors: Invalid.
func openTarget(address, accessKey, secretKey, scratch string) (target, error) {
	if !strings.HasPrefix(address, "s3://") {
		if strings.Contains(address, "://") || !filepath.IsAbs(address) {
			return nil, badTarget(address, errors.New("name a directory from its root, as in /srv/exports, or s3://s3.example.org/bucket/prefix?region=R"))
		}
		return directory(filepath.Clean(address)), nil
	}
	opened, err := openBucket(address, accessKey, secretKey, scratch)
	if err != nil {
		return nil, badTarget(address, err)
	}
	return opened, nil
}

func badTarget(address string, why error) error {
	return problem.New(problem.Invalid, "bad-target", "nothing can be written to %q: %v", address, why)
}

// directory is a directory of this machine, or one that nodes share.
type directory string

// partial is where files are before they are whole; readers of date=*/ do not
// look there.
const partial = ".partial"

func (d directory) scratch() (string, error) {
	dir := filepath.Join(string(d), partial)
	return dir, os.MkdirAll(dir, 0o750)
}

func (d directory) put(_ context.Context, name, file string) error {
	to := filepath.Join(string(d), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		return err
	}
	if err := os.Rename(file, to); err != nil {
		return err
	}
	// The file itself was synced by who wrote it; its name is, here, and those of
	// the directories that may be new.
	for dir := filepath.Dir(to); ; dir = filepath.Dir(dir) {
		opened, err := os.Open(dir)
		if err != nil {
			return err
		}
		if err := errors.Join(opened.Sync(), opened.Close()); err != nil {
			return err
		}
		if len(dir) <= len(d) {
			return nil
		}
	}
}

// bucket is S3-compatible object storage.
type bucket struct {
	client           *minio.Client
	bucket, prefix   string
	scratchDirectory string
}

// attempts is how often a request to the object storage is tried.
const attempts = 3

func openBucket(address, accessKey, secretKey, scratch string) (*bucket, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	name, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	if u.Host == "" || name == "" {
		return nil, errors.New("name an endpoint and a bucket, as in s3://s3.example.org/bucket/prefix?region=R")
	}
	if u.User != nil {
		return nil, errors.New("give the credentials in the settings s3-access-key and s3-secret-key, not in the URL")
	}
	options := minio.Options{
		Creds: credentials.NewStaticV4(accessKey, secretKey, ""), Region: "us-east-1", Secure: true, MaxRetries: attempts,
	}
	for parameter, values := range u.Query() {
		switch parameter {
		case "region":
			options.Region = values[0]
		case "tls":
			if options.Secure, err = strconv.ParseBool(values[0]); err != nil {
				return nil, fmt.Errorf("tls must be true or false, not %q", values[0])
			}
		default:
			return nil, fmt.Errorf("the parameter %q is unknown: there are region and tls", parameter)
		}
	}
	client, err := minio.New(u.Host, &options)
	if err != nil {
		return nil, err
	}
	return &bucket{client, name, prefix, scratch}, nil
}

func (b *bucket) scratch() (string, error) { return b.scratchDirectory, nil }

// put sends the file; an object appears when all of it has come.
func (b *bucket) put(ctx context.Context, name, file string) error {
	_, err := b.client.FPutObject(ctx, b.bucket, path.Join(b.prefix, name), file, minio.PutObjectOptions{
		ContentType: Parquet.ContentType(), SendContentMd5: true,
	})
	if err != nil {
		return fmt.Errorf("send %s to the object storage: %w", name, err)
	}
	return nil
}

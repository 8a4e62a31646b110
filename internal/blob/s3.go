package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// attempts is how often a request to the object storage is tried.
const attempts = 3

// S3 keeps blobs as objects PREFIX/STORE/FIRST TWO DIGITS/DIGEST of a bucket.
// Several processes may share it.
type S3 struct {
	client         *minio.Client
	bucket, prefix string
}

var _ Store = (*S3)(nil)

// OpenS3 returns the blobs in s3://ENDPOINT/BUCKET/PREFIX?region=R&tls=false.
// It does not connect yet. The region is us-east-1 unless given, and TLS is on.
func OpenS3(address, accessKey, secretKey string) (*S3, error) {
	s3, err := openS3(address, accessKey, secretKey)
	if err != nil {
		return nil, fmt.Errorf("open the object storage %s: %w", address, err)
	}
	return s3, nil
}

func openS3(address, accessKey, secretKey string) (*S3, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	bucket, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	if u.Host == "" || bucket == "" {
		return nil, errors.New("name an endpoint and a bucket, as in s3://s3.example.org/bucket/prefix?region=R")
	}
	if u.User != nil {
		return nil, errors.New("give the credentials in their own settings, not in the URL")
	}
	options := minio.Options{
		Creds:      credentials.NewStaticV4(accessKey, secretKey, ""),
		Region:     "us-east-1",
		Secure:     true,
		MaxRetries: attempts,
	}
	for parameter, values := range u.Query() {
		value := values[0]
		switch parameter {
		case "region":
			options.Region = value
		case "tls":
			if options.Secure, err = strconv.ParseBool(value); err != nil {
				return nil, fmt.Errorf("tls must be true or false, not %q", value)
			}
		default:
			return nil, fmt.Errorf("the parameter %q is unknown: there are region and tls", parameter)
		}
	}
	client, err := minio.New(u.Host, &options)
	if err != nil {
		return nil, err
	}
	return &S3{client: client, bucket: bucket, prefix: prefix}, nil
}

func (s *S3) object(store lrs.StoreID, sha2 string) (string, error) {
	name, err := name(store, sha2)
	if err != nil {
		return "", err
	}
	return path.Join(s.prefix, name), nil
}

// Has reports whether the store holds the bytes with this digest. Errors:
// problem.Unavailable.
func (s *S3) Has(ctx context.Context, store lrs.StoreID, sha2 string) (bool, error) {
	object, err := s.object(store, sha2)
	if err != nil {
		return false, fmt.Errorf("look for an attachment: %w", err)
	}
	_, err = s.client.StatObject(ctx, s.bucket, object, minio.StatObjectOptions{})
	if isAbsent(err) {
		return false, nil
	}
	if err != nil {
		return false, unavailable("look for an attachment", err)
	}
	return true, nil
}

// Read returns the bytes. Errors: problem.NotFound; problem.Unavailable;
// ErrDamaged.
func (s *S3) Read(ctx context.Context, store lrs.StoreID, sha2 string) ([]byte, error) {
	object, err := s.object(store, sha2)
	if err != nil {
		return nil, fmt.Errorf("read an attachment: %w", err)
	}
	body, err := s.client.GetObject(ctx, s.bucket, object, minio.GetObjectOptions{})
	if err != nil {
		return nil, unavailable("read an attachment", err)
	}
	defer body.Close()
	content, err := io.ReadAll(body) // the request is made by the first read
	if isAbsent(err) {
		return nil, notFound(sha2)
	}
	if err != nil {
		return nil, unavailable("read an attachment", err)
	}
	return content, check(content, sha2, object)
}

// Write keeps the bytes and returns when the storage has acknowledged them. An
// object that is there is not sent again when its size is right: the storage
// answers for its bytes. Errors: problem.Unavailable.
func (s *S3) Write(ctx context.Context, store lrs.StoreID, sha2 string, content []byte) error {
	object, err := s.object(store, sha2)
	if err != nil {
		return fmt.Errorf("keep an attachment: %w", err)
	}
	kept, err := s.client.StatObject(ctx, s.bucket, object, minio.StatObjectOptions{})
	if err == nil && kept.Size == int64(len(content)) {
		return nil
	}
	if err != nil && !isAbsent(err) {
		return unavailable("keep an attachment", err)
	}
	_, err = s.client.PutObject(ctx, s.bucket, object, bytes.NewReader(content), int64(len(content)), minio.PutObjectOptions{
		ContentType:      "application/octet-stream",
		DisableMultipart: true, // one request is all or nothing
		SendContentMd5:   true,
	})
	if err != nil {
		return unavailable("keep an attachment", err)
	}
	return nil
}

// isAbsent tells a missing object from a missing bucket, which is a mistake in
// the settings. HEAD cannot: its answer has no body.
func isAbsent(err error) bool {
	return minio.ToErrorResponse(err).Code == minio.NoSuchKey
}

func unavailable(what string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s: %w", what, err)
	}
	return problem.Wrap(problem.Unavailable, "attachments-unavailable", fmt.Errorf("%s: %w", what, err),
		"the storage of attachments does not answer as it should; try again later")
}

// Each calls fn with the digest of every blob of a store, in ascending order.
// It stops at fn's first error and returns it. Errors: problem.Unavailable.
func (s *S3) Each(ctx context.Context, store lrs.StoreID, fn func(sha2 string) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the listing, whoever stops it
	objects := s.client.ListObjectsIter(ctx, s.bucket, minio.ListObjectsOptions{
		Prefix:    path.Join(s.prefix, strconv.FormatInt(int64(store), 10)) + "/",
		Recursive: true,
	})
	for object := range objects {
		if object.Err != nil {
			return unavailable("list attachments", object.Err)
		}
		sha2 := path.Base(object.Key)
		if !isDigest(sha2) {
			continue
		}
		if err := fn(sha2); err != nil {
			return err
		}
	}
	return nil
}

// Place names the endpoint, the bucket and the prefix.
func (s *S3) Place() string {
	return path.Join(s.client.EndpointURL().Host, s.bucket, s.prefix)
}

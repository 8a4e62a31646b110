package move

import "context"

// feed takes a stream that pushes and lets a reader pull from it, while the
// stream works ahead in a goroutine of its own.
type feed[T any] struct {
	chunks chan []T
	failed error // set before chunks is closed
	chunk  []T
	cancel context.CancelFunc
}

// newFeed starts a stream, which is handed over size items at a time. Whoever
// starts it calls stop.
func newFeed[T any](ctx context.Context, size int, stream func(ctx context.Context, fn func(T) error) error) *feed[T] {
	ctx, cancel := context.WithCancel(ctx)
	f := &feed[T]{chunks: make(chan []T, 1), cancel: cancel}
	go func() {
		defer close(f.chunks)
		var chunk []T
		send := func() error {
			select {
			case f.chunks <- chunk:
				chunk = make([]T, 0, size)
				return nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		f.failed = stream(ctx, func(item T) error {
			if chunk = append(chunk, item); len(chunk) < size {
				return nil
			}
			return send()
		})
		if f.failed == nil && len(chunk) > 0 {
			f.failed = send()
		}
	}()
	return f
}

// next returns the next item; ok is false behind the last one, or with an
// error.
func (f *feed[T]) next() (item T, ok bool, err error) {
	if len(f.chunk) == 0 {
		if f.chunk, ok = <-f.chunks; !ok {
			return item, false, f.failed
		}
	}
	item, f.chunk = f.chunk[0], f.chunk[1:]
	return item, true, nil
}

// stop ends the stream and returns when it has ended.
func (f *feed[T]) stop() {
	f.cancel()
	for range f.chunks {
	}
}

// parallel walks through two streams in the same order: it calls pair for items
// that compare as equal, only for those that one side has alone.
func parallel[T any](left, right *feed[T], compare func(a, b T) int, both func(a, b T) error, leftOnly, rightOnly func(T) error) error {
	a, hasA, err := left.next()
	if err != nil {
		return err
	}
	b, hasB, err := right.next()
	if err != nil {
		return err
	}
	for hasA || hasB {
		order := 0
		switch {
		case !hasB:
			order = -1
		case !hasA:
			order = 1
		default:
			order = compare(a, b)
		}
		switch {
		case order < 0:
			err = leftOnly(a)
		case order > 0:
			err = rightOnly(b)
		default:
			err = both(a, b)
		}
		if err != nil {
			return err
		}
		if order <= 0 {
			if a, hasA, err = left.next(); err != nil {
				return err
			}
		}
		if order >= 0 {
			if b, hasB, err = right.next(); err != nil {
				return err
			}
		}
	}
	return nil
}

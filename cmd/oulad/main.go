// Command oulad sends the Open University Learning Analytics Dataset to a record
// store, or writes it as statements, one a line.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/lore-lrs/lore/internal/oulad"
	"github.com/lore-lrs/lore/xapi/client"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "oulad:", err)
		os.Exit(1)
	}
}

// batchSize is how many statements go into a request.
const batchSize = 500

func run(ctx context.Context) error {
	data := flag.String("data", "", "directory with the files of the data set")
	endpoint := flag.String("endpoint", "", "base URL of the record store, as https://lrs.example.org/xapi; without it statements go to standard output")
	key := flag.String("key", "", "access key")
	secret := flag.String("secret", os.Getenv("LORE_SECRET"), "its secret; default: the variable LORE_SECRET")
	flag.Parse()
	if *data == "" {
		return fmt.Errorf("say where the data is: -data DIRECTORY")
	}
	if *endpoint == "" {
		return write(*data)
	}
	store, err := client.New(client.Config{Endpoint: *endpoint, Key: *key, Secret: *secret})
	if err != nil {
		return err
	}
	began := time.Now()
	sent, err := send(ctx, *data, store)
	took := time.Since(began)
	fmt.Printf("sent %d statements in %s (%.0f/s)\n", sent, took.Round(time.Millisecond), float64(sent)/took.Seconds())
	return err
}

func write(data string) error {
	out := bufio.NewWriter(os.Stdout)
	err := oulad.Convert(data, func(statement []byte) error {
		_, err := out.Write(append(statement, '\n'))
		return err
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

func send(ctx context.Context, data string, store *client.Client) (sent int, err error) {
	var batch [][]byte
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		if _, err := store.Send(ctx, batch); err != nil {
			return err
		}
		sent += len(batch)
		batch = batch[:0]
		return nil
	}
	err = oulad.Convert(data, func(statement []byte) error {
		batch = append(batch, statement)
		if len(batch) < batchSize {
			return nil
		}
		return flush()
	})
	if err != nil {
		return sent, err
	}
	return sent, flush()
}

package access

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/lore-lrs/lore/internal/db"
)

// Organisation is what holds for the whole instance.
type Organisation struct {
	Name     string `json:"name"`
	Language string `json:"language"` // BCP 47; empty until it was chosen
	Zone     string `json:"zone"`     // of the IANA database; empty until it was chosen
}

func (o Organisation) check() error {
	if o.Name != "" {
		if err := checkText("organisation", "name", o.Name, maxName); err != nil {
			return err
		}
	}
	return checkPlace(o.Language, o.Zone)
}

func (o Organisation) save(ctx context.Context, tx *sql.Tx) error {
	for name, value := range map[string]string{"organisation": o.Name, "language": o.Language, "zone": o.Zone} {
		const set = `INSERT INTO instance_setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`
		if _, err := tx.ExecContext(ctx, set, name, value); err != nil {
			return fmt.Errorf("set the %s: %w", name, err)
		}
	}
	return nil
}

// Organisation returns what holds for the whole instance.
func (r *Registry) Organisation(ctx context.Context) (Organisation, error) {
	rows, err := r.db.Read().QueryContext(ctx, `SELECT name, value FROM instance_setting`)
	if err != nil {
		return Organisation{}, fmt.Errorf("read the settings of the organisation: %w", db.Refusal(err))
	}
	defer rows.Close()
	var o Organisation
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return Organisation{}, fmt.Errorf("read the settings of the organisation: %w", db.Refusal(err))
		}
		switch name {
		case "organisation":
			o.Name = value
		case "language":
			o.Language = value
		case "zone":
			o.Zone = value
		}
	}
	if err := rows.Err(); err != nil {
		return Organisation{}, fmt.Errorf("read the settings of the organisation: %w", db.Refusal(err))
	}
	return o, nil
}

// ChangeOrganisation sets what holds for the whole instance. Errors: Invalid.
func (r *Registry) ChangeOrganisation(ctx context.Context, o Organisation) error {
	if err := o.check(); err != nil {
		return err
	}
	if err := r.db.Write(ctx, func(tx *sql.Tx) error { return o.save(ctx, tx) }); err != nil {
		return fmt.Errorf("change the settings of the organisation: %w", err)
	}
	return nil
}

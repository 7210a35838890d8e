// Writes the alertmanager.yaml that prometheus-operator makes of AlertmanagerConfig objects, with its own code and without
// a cluster: objects on standard input (AlertmanagerConfigs, and the Secrets that they refer to), configuration on standard output.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/blang/semver/v4"
	"github.com/prometheus-operator/prometheus-operator/pkg/alertmanager"
	validation "github.com/prometheus-operator/prometheus-operator/pkg/alertmanager/validation/v1alpha1"
	monitoringv1 "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1alpha1"
	"github.com/prometheus-operator/prometheus-operator/pkg/assets"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// What prometheus-operator begins with where nobody gave an Alertmanager a configuration.
const base = "route:\n  receiver: 'null'\nreceivers:\n- name: 'null'\n"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: alertmanager-config ALERTMANAGER-VERSION <objects.yaml >alertmanager.yaml")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "alertmanager-config: %v\n", err)
		os.Exit(1)
	}
}

func run(version string, in io.Reader, out io.Writer) error {
	wanted, err := semver.ParseTolerant(version)
	if err != nil {
		return fmt.Errorf("%q is no version of Alertmanager: %w", version, err)
	}
	configs, secrets, err := read(in)
	if err != nil {
		return err
	}
	if len(configs) == 0 {
		return errors.New("there is no AlertmanagerConfig on standard input")
	}
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	builder := alertmanager.NewConfigBuilder(logger, wanted, assets.NewTestStoreBuilder(secrets...), &monitoringv1.Alertmanager{})
	if err := builder.InitializeFromRawConfiguration([]byte(base)); err != nil {
		return err
	}
	if err := builder.AddAlertmanagerConfigs(context.Background(), configs); err != nil {
		return err
	}
	// Despite its name it gives YAML.
	text, err := builder.MarshalJSON()
	if err != nil {
		return err
	}
	_, err = out.Write(text)
	return err
}

// read sorts the documents by kind; those of other kinds are left out.
func read(in io.Reader) (map[string]*v1alpha1.AlertmanagerConfig, []any, error) {
	configs := map[string]*v1alpha1.AlertmanagerConfig{}
	var secrets []any
	documents := utilyaml.NewYAMLReader(bufio.NewReader(in))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return configs, secrets, nil
		}
		if err != nil {
			return nil, nil, err
		}
		var kind metav1.TypeMeta
		if err := yaml.Unmarshal(document, &kind); err != nil {
			return nil, nil, fmt.Errorf("a document is no object: %w", err)
		}
		switch kind.Kind {
		case v1alpha1.AlertmanagerConfigKind:
			config, err := readConfig(document)
			if err != nil {
				return nil, nil, err
			}
			configs[config.Namespace+"/"+config.Name] = config
		case "Secret":
			secret, err := readSecret(document)
			if err != nil {
				return nil, nil, err
			}
			secrets = append(secrets, secret)
		}
	}
}

// readConfig is as strict as the API server and prometheus-operator together.
func readConfig(document []byte) (*v1alpha1.AlertmanagerConfig, error) {
	config := &v1alpha1.AlertmanagerConfig{}
	if err := yaml.UnmarshalStrict(document, config); err != nil {
		return nil, fmt.Errorf("an AlertmanagerConfig is malformed: %w", err)
	}
	if err := validation.ValidateAlertmanagerConfig(config); err != nil {
		return nil, fmt.Errorf("AlertmanagerConfig %s/%s is refused: %w", config.Namespace, config.Name, err)
	}
	return config, nil
}

// readSecret does what the API server does with stringData.
func readSecret(document []byte) (*corev1.Secret, error) {
	secret := &corev1.Secret{}
	// Without the cause: it may hold what is secret.
	if yaml.Unmarshal(document, secret) != nil {
		return nil, errors.New("a Secret is malformed")
	}
	if secret.Data == nil {
		secret.Data = map[string][]byte{}
	}
	for key, text := range secret.StringData {
		secret.Data[key] = []byte(text)
	}
	return secret, nil
}

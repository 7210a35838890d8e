// Command server is an RTSP server that is not ours, for the tests of the probe engine: gortsplib with an H.264 stream, once
// over TCP and once over TLS, open at /open and behind a login (Digest SHA-256 alone) at /login.
//
// It prints one line of JSON with its ports and the fingerprint of its certificate, answers GET /sessions on its
// control port, and ends when its input ends. The password comes by the environment variable RTSP_PASSWORD.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/bluenviron/gortsplib/v5"
	"github.com/bluenviron/gortsplib/v5/pkg/auth"
)

const user = "viewer"

// ports is what the test reads.
type ports struct {
	Plain       int    `json:"plain"`
	TLS         int    `json:"tls"`
	Control     int    `json:"control"`
	Fingerprint string `json:"fingerprint"`
}

func main() {
	clip := flag.String("clip", "", "H.264 elementary stream (Annex B) to play in a loop")
	idle := flag.Duration("idle", time.Minute, "time after which a session without a sign of life is closed")
	flag.Parse()
	units, err := readClip(*clip)
	if err != nil {
		log.Fatalf("the clip %s cannot be used: %v", *clip, err)
	}
	certificate, fingerprint, err := selfSigned()
	if err != nil {
		log.Fatal(err)
	}
	sessions := &counter{}
	plain := start(sessions, units, *idle, nil)
	secure := start(sessions, units, *idle, &tls.Config{Certificates: []tls.Certificate{certificate}})
	control, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	http.Handle("GET /sessions", sessions)
	go func() { log.Fatal(http.Serve(control, nil)) }()
	line, err := json.Marshal(ports{Plain: plain, TLS: secure, Control: port(control), Fingerprint: fingerprint})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(line))
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		log.Fatal(err)
	}
}

// start runs a server on a free loopback port.
func start(sessions *counter, units []unit, idle time.Duration, secure *tls.Config) int {
	listening := make(chan net.Listener, 1)
	handler := &handler{sessions: sessions, password: os.Getenv("RTSP_PASSWORD")}
	server := &gortsplib.Server{
		Handler:     handler,
		RTSPAddress: "127.0.0.1:0",
		IdleTimeout: idle,
		TLSConfig:   secure,
		AuthMethods: []auth.VerifyMethod{auth.VerifyMethodDigestSHA256},
		Listen: func(network, address string) (net.Listener, error) {
			listener, err := net.Listen(network, address)
			if err == nil {
				listening <- listener
			}
			return listener, err
		},
	}
	if err := server.Start(); err != nil {
		log.Fatal(err)
	}
	if err := handler.play(server, units); err != nil {
		log.Fatal(err)
	}
	return port(<-listening)
}

func port(listener net.Listener) int {
	return listener.Addr().(*net.TCPAddr).Port
}

// selfSigned makes a certificate for localhost and tells the SHA-256 of its DER form.
func selfSigned() (tls.Certificate, string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, "", err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "camera"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().AddDate(1, 0, 0),
		DNSNames:     []string{"localhost"},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, "", err
	}
	sum := sha256.Sum256(der)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, "sha256:" + hex.EncodeToString(sum[:]), nil
}

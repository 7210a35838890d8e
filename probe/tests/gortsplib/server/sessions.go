package main

import (
	"encoding/json"
	"log"
	"net/http"
	"sync"
)

// counter counts sessions; over HTTP it tells them as JSON.
type counter struct {
	mutex  sync.Mutex
	Opened int `json:"opened"`
	Open   int `json:"open"`
	// Most at the same time.
	Most int `json:"most"`
}

func (c *counter) opened() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.Opened++
	c.Open++
	c.Most = max(c.Most, c.Open)
}

func (c *counter) closed() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.Open--
}

func (c *counter) ServeHTTP(answer http.ResponseWriter, _ *http.Request) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if err := json.NewEncoder(answer).Encode(c); err != nil {
		log.Print(err)
	}
}

package main

import (
	"bytes"
	"errors"
	"log"
	"os"
	"time"

	"github.com/bluenviron/gortsplib/v5"
	"github.com/bluenviron/gortsplib/v5/pkg/base"
	"github.com/bluenviron/gortsplib/v5/pkg/description"
	"github.com/bluenviron/gortsplib/v5/pkg/format"
	"github.com/bluenviron/gortsplib/v5/pkg/format/rtph264"
	"github.com/bluenviron/gortsplib/v5/pkg/liberrors"
)

const (
	framesPerSecond = 10
	clockRate       = 90000
)

// unit is an H.264 NAL unit.
type unit []byte

func (u unit) kind() byte { return u[0] & 0x1f }

// isPicture tells whether the unit is a coded picture; every picture of the clip is one slice.
func (u unit) isPicture() bool { return u.kind() == 1 || u.kind() == 5 }

func readClip(path string) ([]unit, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var units []unit
	for _, part := range bytes.Split(data, []byte{0, 0, 1}) {
		// The fourth zero of a long start code is left at the end of the unit before it.
		if part = bytes.TrimRight(part, "\x00"); len(part) > 0 {
			units = append(units, unit(part))
		}
	}
	if first(units, 7) == nil || first(units, 8) == nil || first(units, 5) == nil {
		return nil, errors.New("it is no H.264 stream with parameter sets and a key frame")
	}
	return units, nil
}

func first(units []unit, kind byte) unit {
	for _, unit := range units {
		if unit.kind() == kind {
			return unit
		}
	}
	return nil
}

// handler answers the requests of one server.
type handler struct {
	sessions *counter
	password string
	stream   *gortsplib.ServerStream
}

// play makes the stream and sends it until the process ends.
func (h *handler) play(server *gortsplib.Server, units []unit) error {
	video := &format.H264{PayloadTyp: 96, SPS: first(units, 7), PPS: first(units, 8), PacketizationMode: 1}
	media := &description.Media{Type: description.MediaTypeVideo, Formats: []format.Format{video}}
	h.stream = &gortsplib.ServerStream{Server: server, Desc: &description.Session{Medias: []*description.Media{media}}}
	if err := h.stream.Initialize(); err != nil {
		return err
	}
	encoder, err := video.CreateEncoder()
	if err != nil {
		return err
	}
	go h.send(media, encoder, units)
	return nil
}

func (h *handler) send(media *description.Media, encoder *rtph264.Encoder, units []unit) {
	tick := time.NewTicker(time.Second / framesPerSecond)
	timestamp := uint32(0)
	for {
		var access [][]byte
		for _, unit := range units {
			access = append(access, unit)
			if !unit.isPicture() {
				continue
			}
			<-tick.C
			packets, err := encoder.Encode(access)
			if err != nil {
				log.Fatal(err)
			}
			for _, packet := range packets {
				packet.Timestamp = timestamp
				if err := h.stream.WritePacketRTP(media, packet); err != nil {
					log.Print(err)
				}
			}
			access = nil
			timestamp += clockRate / framesPerSecond
		}
	}
}

// OnSessionOpen is called when a session begins.
func (h *handler) OnSessionOpen(*gortsplib.ServerHandlerOnSessionOpenCtx) { h.sessions.opened() }

// OnSessionClose is called when a session has ended, however it did.
func (h *handler) OnSessionClose(*gortsplib.ServerHandlerOnSessionCloseCtx) { h.sessions.closed() }

// OnDescribe is called at DESCRIBE.
func (h *handler) OnDescribe(
	ask *gortsplib.ServerHandlerOnDescribeCtx,
) (*base.Response, *gortsplib.ServerStream, error) {
	return h.answer(ask.Conn, ask.Request, ask.Path)
}

// OnSetup is called at SETUP.
func (h *handler) OnSetup(ask *gortsplib.ServerHandlerOnSetupCtx) (*base.Response, *gortsplib.ServerStream, error) {
	return h.answer(ask.Conn, ask.Request, ask.Path)
}

// OnPlay is called at PLAY.
func (h *handler) OnPlay(*gortsplib.ServerHandlerOnPlayCtx) (*base.Response, error) {
	return &base.Response{StatusCode: base.StatusOK}, nil
}

func (h *handler) answer(
	conn *gortsplib.ServerConn, request *base.Request, path string,
) (*base.Response, *gortsplib.ServerStream, error) {
	switch path {
	case "/open":
	case "/login":
		if !conn.VerifyCredentials(request, user, h.password) {
			return &base.Response{StatusCode: base.StatusUnauthorized}, nil, liberrors.ErrServerAuth{}
		}
	default:
		return &base.Response{StatusCode: base.StatusNotFound}, nil, nil
	}
	return &base.Response{StatusCode: base.StatusOK}, h.stream, nil
}
